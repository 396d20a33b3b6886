import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isTerminal } from "../../shared/status.ts";
import { secondMs } from "../../shared/time.ts";
import { openTestStore } from "../fixtures/history.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { liesOfEvents, readRun, readRuns } from "../fixtures/truth.ts";
import { act, openStage, type Stage } from "./cast.ts";
import { faultsOfHistory } from "./look-inside.ts";
import { type Scenario, withFolder } from "./scenario.ts";
import { findVictims, othersLeft } from "./victims.ts";

/** Longer than any of these runs may take to end, whatever was taken from under it. */
const patienceMs = 60 * secondMs;

const stages = {
  first: { phase: "build", run: ': > "$MARKS/begun"; echo one; sleep 1; echo two; sleep 0.5', artifacts: ["kept.txt"] },
  wild: { phase: "build", run: "(setsid sleep 600 &); sleep 1.5" },
  second: { phase: "test", needs: ["first"], run: "echo second" },
  tidy: { phase: "test", needs: ["first"], if: "always()", run: "echo tidy" },
};

/** What goes away under a running stage, and what the history must say then. */
const losses: Record<string, (place: { project: string; stage: Stage }) => void> = {
  "the project's folder": ({ project }) => rmSync(project, { recursive: true }),
  "the project's folder, and an empty one in its place": ({ project }) => {
    renameSync(project, `${project}-old`);
    mkdirSync(project);
  },
  "the project's folder, and a file in its place": ({ project }) => {
    renameSync(project, `${project}-old`);
    renameSync(join(`${project}-old`, "millrace.yml"), project);
  },
  "the run's folder": ({ stage }) => rmSync(runFolderOf(stage), { recursive: true }),
  "all folders of runs": ({ stage }) => rmSync(join(stage.home, "runs"), { recursive: true }),
  "a log": ({ stage }) => rmSync(join(runFolderOf(stage), "1.log")),
  "the folder of sockets": ({ stage }) => rmSync(join(stage.runtime, "millrace"), { recursive: true }),
};

/** Takes away what a run stands on while it runs. A round is one run for each kind of loss. */
export const vanished: Scenario = {
  name: "vanished",
  usualRounds: 1,
  run: async ({ rounds, say }) => {
    const violations: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [what, lose] of Object.entries(losses)) {
        const found = await withFolder((folder) => runWithout(folder, lose));
        say(`${what}: ${found.told}`);
        violations.push(...found.violations.map((lie) => `without ${what}: ${lie}`));
      }
    }
    return { done: `${rounds * Object.keys(losses).length} runs that lost what they stood on`, violations };
  },
};

async function runWithout(
  folder: string,
  lose: (place: { project: string; stage: Stage }) => void,
): Promise<{ told: string; violations: string[] }> {
  const stage = openStage(folder);
  const project = makeRepository(join(folder, "project"), { "millrace.yml": JSON.stringify({ version: 1, stages }), "kept.txt": "1\n" });
  const command = act(stage, project, ["run", "--json"]);
  while (!existsSync(join(stage.marks, "begun"))) await sleep(10);
  await sleep(200);
  lose({ project, stage });
  const ended = await Promise.race([command.ended, sleep(patienceMs, null, { ref: false })]);
  const violations: string[] = [];
  if (ended === null) {
    violations.push("the command never ended");
    for (const { id } of findVictims(stage)) process.kill(id, "SIGKILL");
    await command.ended;
  }
  violations.push(...(await othersLeft(stage, 0, 10_000)).map(({ command: line }) => `an orphan: ${line}`));
  const store = openTestStore(stage.home, { check: true });
  const [id] = readRuns(store);
  if (id === undefined) return { told: "no run", violations: [...violations, "the run is not in the history"] };
  const recorded = readRun(store, id);
  violations.push(...liesOfEvents(store, recorded));
  if (!isTerminal(recorded.run.status)) violations.push(`the run is ${recorded.run.status}`);
  for (const { name, status, reason, detail } of recorded.stages)
    if ((status === "failed" || status === "errored") && reason === null && detail === null)
      violations.push(`nothing says why ${name} is ${status}`);
  store.close();
  const faults = faultsOfHistory(store.file);
  if (faults !== "") violations.push(faults);
  const told = recorded.stages.map(({ name, status, reason }) => `${name} ${status}${reason === null ? "" : ` (${reason})`}`);
  return { told: [`exit ${ended?.exitCode}`, recorded.run.status, ...told].join(", "), violations };
}

function runFolderOf({ home }: Stage): string {
  const [name = ""] = readdirSync(join(home, "runs"));
  return join(home, "runs", name);
}
