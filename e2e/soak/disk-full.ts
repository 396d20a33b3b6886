import { execFileSync } from "node:child_process";
import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { isTerminal } from "../../shared/status.ts";
import { openTestStore } from "../fixtures/history.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { smallDisk } from "../fixtures/small-disk.ts";
import { liesOfEvents, readRun, readRuns } from "../fixtures/truth.ts";
import { act, openStage, type Stage } from "./cast.ts";
import { faultsOfHistory } from "./look-inside.ts";
import { type Scenario, withFolder } from "./scenario.ts";

const diskBytes = 16 * 1024 * 1024;

/** A little more than the run needs. */
const enoughBytes = 2 * 1024 * 1024;

const pageBytes = 4_096;

/** Everything that a run writes: its rows, logs and their indexes, outputs, a summary, artifacts, a cache entry. */
const stages = {
  told: { phase: "build", run: 'echo "a=1" >> "$MILLRACE_OUTPUT"; echo "# Told" > "$MILLRACE_SUMMARY"; echo told' },
  made: { phase: "build", run: "mkdir -p out; seq 1 40000 > out/made; echo made", cache: { inputs: ["src/**"], outputs: ["out/**"] } },
  big: { phase: "test", run: "seq 1 80000" },
  flaky: { phase: "test", run: 'echo "$MILLRACE_ATTEMPT"; test "$MILLRACE_ATTEMPT" = 2', retry: { attempts: 2 } },
  many: { phase: "test", matrix: { n: [1, 2, 3, 4, 5, 6] }, run: 'echo "$MATRIX_N"; seq 1 1000' },
  pack: { phase: "release", needs: ["told", "made"], run: "cp out/made pack.txt", artifacts: ["pack.txt"] },
};

/**
 * Leaves a run less room than it needs, from nothing at all to nearly enough. A round is one run on a disk that is nearly
 * full, and one with room again.
 */
export const diskFull: Scenario = {
  name: "disk-full",
  usualRounds: 24,
  run: async ({ rounds, random, say }) => {
    const violations: string[] = [];
    const ends: Record<string, number> = {};
    for (let round = 0; round < rounds; round += 1) {
      const bytes = Math.floor((enoughBytes * (round + random.below(1_000) / 1_000)) / rounds / pageBytes) * pageBytes;
      const found = await withFolder((folder) => runWith(folder, bytes));
      if (found === null) return { done: "nothing, because this user may not mount a small disk", violations: [] };
      ends[found.end] = (ends[found.end] ?? 0) + 1;
      say(`with ${bytes} bytes: ${found.end}`);
      violations.push(...found.violations.map((what) => `with ${bytes} bytes: ${what}`));
    }
    const parts = Object.entries(ends).map(([end, count]) => `${count} ${end}`);
    return { done: `${rounds} runs with too little room (${parts.join(", ")})`, violations };
  },
};

async function runWith(folder: string, bytes: number): Promise<{ end: string; violations: string[] } | null> {
  const disk = smallDisk(diskBytes);
  if (disk === null) return null;
  try {
    const stage: Stage = { ...openStage(folder), home: join(disk.folder, "home") };
    const project = makeRepository(join(folder, "project"), { "millrace.yml": JSON.stringify({ version: 1, stages }), "src/a": "1\n" });
    await act(stage, project, ["runs", "list"]).ended;
    fill(disk.folder, bytes);
    const { exitCode, output, complaint } = await act(stage, project, ["run", "--json"]).ended;
    const violations: string[] = [];
    const hasPassed = exitCode === 0;
    if (!hasPassed && !`${output}${complaint}`.includes("disk-full"))
      violations.push(`it ended with ${exitCode}: ${lastOf(output)} ${complaint}`);
    const listed = await act(stage, project, ["runs", "list", "--json"]).ended;
    if (listed.exitCode !== 0 && !listed.complaint.includes("disk-full"))
      violations.push(`the full history cannot be listed: ${listed.complaint}`);
    rmSync(join(disk.folder, "filler"), { force: true });
    violations.push(...(await afterwards(stage, project)));
    const end = hasPassed ? "passed" : output.includes('"run.finished"') ? "ended as disk-full" : "refused or given up as disk-full";
    return { end, violations };
  } finally {
    disk.remove();
  }
}

/** With room again everything can be read, is true, and works. */
async function afterwards(stage: Stage, project: string): Promise<string[]> {
  const violations: string[] = [];
  const again = await act(stage, project, ["run", "--json", "--no-cache"]).ended;
  if (again.exitCode !== 0) violations.push(`with room again: ${again.exitCode} ${lastOf(again.output)} ${again.complaint}`);
  const cached = await act(stage, project, ["run", "--json"]).ended;
  if (cached.exitCode !== 0) violations.push(`with the cache: ${cached.exitCode} ${lastOf(cached.output)} ${cached.complaint}`);
  const store = openTestStore(stage.home, { check: true });
  if (store.notice !== null) violations.push(store.notice);
  for (const id of readRuns(store)) {
    const recorded = readRun(store, id);
    violations.push(...liesOfEvents(store, recorded));
    if (!isTerminal(recorded.run.status)) violations.push(`${id} is ${recorded.run.status}`);
    const { status, reason } = recorded.run;
    const isTold = status !== "errored" || reason === "disk-full" || recorded.stages.some((one) => one.reason === "disk-full");
    if (!isTold) violations.push(`${id} is ${status} ${reason}, which does not say that the disk was full`);
  }
  store.close();
  const faults = faultsOfHistory(store.file);
  return faults === "" ? violations : [...violations, faults];
}

function lastOf(output: string): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}

function fill(folder: string, leaveBytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const bytes = bavail * bsize - leaveBytes;
  execFileSync("fallocate", ["-l", String(bytes), join(folder, "filler")]);
}
