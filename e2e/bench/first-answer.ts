import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type BenchRow, median, timeRow } from "./bench-row.ts";

const cli = join(import.meta.dirname, "..", "..", "build/out/node/cli.js");

/** The command line's list of the newest 50 runs, whole process, against a Node that does nothing. */
export function firstAnswer(folder: string, project: string): BenchRow {
  return inPairs(
    "command line to first answer, against node -e 0",
    () => list(folder, project),
    () => timed(["-e", "0"], folder),
    1.5,
  );
}

/** The same against the same command on another history. */
export function firstAnswerAgainst(
  name: string,
  ours: readonly [folder: string, project: string],
  other: typeof ours,
  bar: number,
): BenchRow {
  return inPairs(
    name,
    () => list(...ours),
    () => list(...other),
    bar,
  );
}

function inPairs(name: string, ours: () => number, peer: () => number, bar: number): BenchRow {
  const pairs = Array.from({ length: 15 }, () => ({ peer: peer(), ours: ours() }));
  const row = timeRow(name, median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.peer)), bar);
  const ratio = median(pairs.map((pair) => pair.ours / pair.peer));
  return { ...row, ratio, isMet: ratio <= bar };
}

function list(folder: string, project: string): number {
  return timed([cli, "runs", "list", "--json", "--limit", "50", "--project", project], folder);
}

function timed(args: readonly string[], home: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, MILLRACE_HOME: home },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
}
