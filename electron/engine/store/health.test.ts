import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import { scriptStage } from "../../../e2e/fixtures/runs.ts";
import { type ProjectId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { Standing, StatusReason } from "../../../shared/status.ts";
import { dayMs } from "../../../shared/time.ts";
import { plainEnd } from "./stage-runs.ts";
import type { Store, Tables } from "./store.ts";
import { DurationTally } from "./store.ts";

let folder: string;
let remove: () => void;
let store: Store;
let project: ProjectId;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  store = openTestStore(folder);
  project = write(store, ({ projects }) => projects.open("/work/shop", "shop", 1).id);
});
afterEach(() => {
  store.close();
  remove();
});

const stages = [
  scriptStage("install", "true"),
  scriptStage("lint", "true", { needs: ["install"] }),
  scriptStage("unit", "true", { needs: ["install"] }),
];

function passed(startedAt: number, finishedAt: number, reason: StatusReason | null = null): Standing {
  return { status: "passed", reason, startedAt, finishedAt, durationMs: finishedAt - startedAt };
}

interface Ending {
  readonly changes?: Parameters<typeof newRun>[1];
  readonly asksPerson?: boolean;
  readonly reason?: StatusReason;
  readonly why?: string;
}

/** Asked for at the start of day 1, started 40 ms later: `install`, then `unit` and the shorter `lint` at once. */
function addRun({ changes = {}, asksPerson = false, reason, why }: Ending = {}): void {
  write(store, (tables) => {
    const { id } = tables.runs.insert(newRun(project, { stages, ...changes }), dayMs);
    tables.stageRuns.insert(project, id, stages, [5_000, null, null]);
    const end = (sequence: number, from: number, to: number, how: StatusReason | null = null, said: string | null = null) =>
      tables.stageRuns.change(stageRunId(rowOf(id), sequence), passed(dayMs + from, dayMs + to, how), dayMs, { ...plainEnd, why: said });
    if (asksPerson) tables.approvals.ask(stageRunId(rowOf(id), 1), "Publish?");
    end(1, 40, 140, reason ?? null, why ?? null);
    end(2, 140, 200);
    end(3, 140, 440);
    tables.runs.change(id, passed(dayMs + 40, dayMs + 440), dayMs);
    tables.rollups.addRun(id);
  });
}

function read<T>(action: (tables: Tables) => T): T {
  const answer = store.read(action);
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

function counted() {
  const [day] = read(({ health }) => health.days(project, 0, 9));
  if (day === undefined) return null;
  const { queued, ...sums } = day;
  return { ...sums, queued: new DurationTally(queued).count };
}

test("a run counts on the day of its creation, with its queue and the path that decided how long it took", () => {
  addRun();
  addRun();
  expect(counted()).toEqual({ day: 1, queued: 2, waitedMs: 880, hits: 0, misses: 0, savedMs: 0, paths: 2 });
  const tally = new DurationTally(read(({ health }) => health.days(project, 1, 1))[0]?.queued ?? new Uint8Array());
  expect(tally.percentile(0.5)).toBeCloseTo(40, 0);
  expect(read(({ health }) => health.paths(project, 1, 1))).toEqual([
    { name: "unit", onPath: 2, pathMs: 600 },
    { name: "install", onPath: 2, pathMs: 200 },
  ]);
});

test("a result from the cache is a hit and saves the usual time; a stage that asked the cache and ran is a miss", () => {
  addRun({ reason: "cache-hit", why: "Inputs are the same as in run 1." });
  addRun({ why: "Ran because src changed." });
  addRun({ reason: "kept", why: "Kept from run 1." });
  expect(counted()).toMatchObject({ hits: 1, misses: 1, savedMs: 5_000 });
});

test("nobody waits for a schedule; a person that is asked, a part and a re-run say nothing of the path", () => {
  addRun({ changes: { trigger: "schedule" } });
  addRun({ asksPerson: true });
  addRun({ changes: { selection: ["unit"] } });
  addRun({ changes: { retryOf: "r1" as never, trigger: "retry" } });
  expect(counted()).toMatchObject({ queued: 4, waitedMs: 880, paths: 1 });
});

test.each(["culprit", "deploy", "runbook"] as const)("a run of %s is none of the project's work", (trigger) => {
  addRun({ changes: { trigger } });
  expect(counted()).toBeNull();
});

test("a new history has nothing to count afterwards", () => {
  addRun();
  expect(read(({ health }) => health.uncountedTo())).toBeNull();
  expect(write(store, ({ health }) => health.fill(100))).toBe(false);
  expect(counted()).toMatchObject({ paths: 1 });
});
