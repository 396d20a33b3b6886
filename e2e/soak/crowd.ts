import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isTerminal } from "../../shared/status.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { liesOfEvents, readRun, readRuns } from "../fixtures/truth.ts";
import { act, openStage, serveEngine } from "./cast.ts";
import { type Scenario, withFolder } from "./scenario.ts";
import { othersLeft } from "./victims.ts";

const runsAtOnce = 3;
const stagesAtOnce = 4;
const projects = 5;
const runsEach = 10;

const journalled = 'echo "begin $MILLRACE_RUN" >> "$MARKS/journal"; sleep 0.1; echo "end $MILLRACE_RUN" >> "$MARKS/journal"';
const names = ["a", "b", "c", "d"];

/** Starts fifty runs at once, half of them from the board and half from command lines, against one limit. */
export const crowd: Scenario = {
  name: "crowd",
  usualRounds: 1,
  run: async ({ rounds, say }) => {
    const violations: string[] = [];
    let most = "";
    for (let round = 0; round < rounds; round += 1) {
      const found = await withFolder(startAll);
      most = found.most;
      say(most);
      violations.push(...found.violations);
    }
    return { done: `${rounds * projects * runsEach} runs, ${most}`, violations };
  },
};

async function startAll(folder: string): Promise<{ violations: string[]; most: string }> {
  const stage = openStage(folder);
  const stages = Object.fromEntries(names.map((name) => [name, { phase: "test", run: journalled }]));
  const places = Array.from({ length: projects }, (_, place) =>
    makeRepository(join(folder, `p${place}`), { "millrace.yml": JSON.stringify({ version: 1, stages }) }),
  );
  mkdirSync(stage.marks, { recursive: true });
  const store = openTestStore(stage.home);
  write(store, ({ settings }) => settings.change({ runsAtOnce, stagesAtOnce }, 1));
  const engine = await serveEngine(stage, places[0] ?? "");
  const violations: string[] = [];
  try {
    const known = await Promise.all(places.map((path) => engine.client.projects.open({ path })));
    await Promise.all(known.map(({ id }) => engine.client.projects.trust({ projectId: id, trusted: true })));
    const each = Array.from({ length: runsEach / 2 });
    const typed = each.flatMap(() => places.map((place) => act(stage, place, ["run", "--json"]).ended));
    const asked = each.flatMap(() => known.map(({ id }) => engine.client.runs.start({ projectId: id })));
    const started = await Promise.allSettled(asked);
    violations.push(...started.flatMap((one) => (one.status === "rejected" ? [`not started: ${one.reason}`] : [])));
    for (const { exitCode, complaint } of await Promise.all(typed))
      if (exitCode !== 0) violations.push(`a command ended with ${exitCode}: ${complaint}`);
    while (readRuns(store).some((id) => !isTerminal(readRun(store, id).run.status)))
      await new Promise((resolve) => setTimeout(resolve, 50));
    for (const id of readRuns(store)) {
      const recorded = readRun(store, id);
      if (recorded.run.status !== "passed") violations.push(`${id} is ${recorded.run.status} ${recorded.run.reason}`);
      violations.push(...liesOfEvents(store, recorded));
    }
    const numbers = readRuns(store)
      .map((id) => readRun(store, id).run)
      .map(({ projectId, number }) => `${projectId} ${number}`);
    if (numbers.length !== projects * runsEach || new Set(numbers).size !== numbers.length) violations.push(`the numbers are ${numbers}`);
    violations.push(...(await othersLeft(stage, engine.child.pid ?? 0, 10_000)).map(({ command }) => `an orphan: ${command}`));
    const { runs, stages: atOnce } = countAtOnce(readFileSync(join(stage.marks, "journal"), "utf8"));
    if (runs > runsAtOnce || atOnce > stagesAtOnce) violations.push(`${runs} runs and ${atOnce} stages went at once`);
    return { violations, most: `at most ${runs} of ${runsAtOnce} runs and ${atOnce} of ${stagesAtOnce} stages at once` };
  } finally {
    store.close();
    await engine.close();
  }
}

/** The most stages, and the most runs, that had begun and not ended, by the lines that they wrote themselves. */
function countAtOnce(journal: string): { runs: number; stages: number } {
  const lines = journal.trimEnd().split("\n");
  let running = 0;
  const stages = Math.max(...lines.map((line) => (running += line.startsWith("begin") ? 1 : -1)));
  const runOf = lines.map((line) => line.split(" ")[1] ?? "");
  const spans = [...new Set(runOf)].map((run) => [runOf.indexOf(run), runOf.lastIndexOf(run)] as const);
  const runs = Math.max(...lines.map((_, at) => spans.filter(([first, last]) => first <= at && at <= last).length));
  return { runs, stages };
}
