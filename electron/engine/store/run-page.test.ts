import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { newRun, openTestStore, plannedStage, temporaryFolder, write } from "../../../e2e/fixtures/history.ts";
import type { RunFilter } from "../../../shared/contract/runs.ts";
import { type ProjectId, rowOf, stageRunId } from "../../../shared/ids.ts";
import type { Standing, Status } from "../../../shared/status.ts";
import { isTerminal } from "../../../shared/status.ts";
import { databaseFile } from "../data-folder.ts";
import { openDatabase } from "./database.ts";
import { type PageQuery, pageQuery, pageRoute } from "./run-page.ts";

const { folder, remove } = temporaryFolder();
afterAll(remove);

const stageStatuses: readonly Status[] = ["queued", "running", "passed", "failed", "skipped", "canceled"];
const runStatuses: readonly Status[] = ["running", "passed", "failed"];
const projectId = "p1" as ProjectId;

function standing(status: Status): Standing {
  const finishedAt = isTerminal(status) ? 9 : null;
  return { status, reason: null, startedAt: status === "queued" ? null : 1, finishedAt, durationMs: finishedAt === null ? null : 8 };
}

/** Every run of a small world: how it ended, its branch, its trigger, whether it is whole, and how its stages ended. */
function writeWorld(): void {
  const store = openTestStore(folder);
  write(store, (tables) => {
    tables.projects.open("/shop", "shop", 1);
    let createdAt = 0;
    for (const status of runStatuses) {
      for (const branch of ["main", "next"]) {
        for (const [place, stageStatus] of stageStatuses.entries()) {
          // A run ends after its stages.
          if (isTerminal(status) && !isTerminal(stageStatus)) continue;
          const stages = [plannedStage("build"), { ...plannedStage("test"), variant: "a" }, { ...plannedStage("test"), variant: "b" }];
          const trigger = place % 2 === 1 ? "retry" : place % 4 === 0 ? "cli" : place % 3 === 0 ? "culprit" : "commit";
          const run = newRun(projectId, {
            branch,
            trigger,
            triggerGroup: trigger === "commit" ? "commit" : null,
            selection: place % 3 === 0 ? ["test"] : [],
            stages,
          });
          createdAt += place % 2;
          const { id } = tables.runs.insert(run, createdAt);
          tables.stageRuns.insert(projectId, id, place === 2 ? stages.slice(0, 1) : stages);
          tables.stageRuns.change(stageRunId(rowOf(id), 1), standing("passed"), createdAt);
          for (const sequence of place === 2 ? [] : [2, 3])
            tables.stageRuns.change(stageRunId(rowOf(id), sequence), standing(stageStatus), createdAt);
          tables.runs.change(id, standing(status), createdAt);
        }
      }
    }
  });
  store.close();
}

function open() {
  const opened = openDatabase(databaseFile(folder), { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("a stage's list is the same through its own runs and through all runs", () => {
  writeWorld();
  const database = open();
  const filters = fc.record(
    {
      stage: fc.constantFrom("build", "test", "gone"),
      stageStatus: fc.constantFrom(...stageStatuses),
      status: fc.constantFrom(...runStatuses),
      branch: fc.constantFrom("main", "next", "gone"),
      trigger: fc.constantFrom<"cli" | "retry" | "commit">("cli", "retry", "commit"),
      isWhole: fc.constant<true>(true),
      isFinished: fc.constant<true>(true),
      isOrdinary: fc.constant<true>(true),
      fromMs: fc.integer({ min: 0, max: 20 }),
      toMs: fc.integer({ min: 0, max: 20 }),
    },
    { requiredKeys: ["stage"] },
  );
  const rows = ({ sql, values }: PageQuery) => database.all<{ id: number }>(sql, ...values, 100).map(({ id }) => id);
  fc.assert(
    fc.property(filters, (filter) => {
      const wanted: RunFilter = { ...filter, projectId };
      expect(rows(pageQuery("r.id", wanted, null, "runs"))).toEqual(rows(pageQuery("r.id", wanted, null, "stage")));
    }),
    { numRuns: 500 },
  );
  database.close();
});

test("a stage's list goes through whatever is known to be short, and else through what most runs have", () => {
  const database = open();
  const route = (filter: RunFilter, few: number) =>
    pageRoute({ projectId, stage: "test", ...filter }, null, ({ sql, values }) => database.all(sql, ...values, few).length === few);
  expect({
    ofNoStage: pageRoute({ projectId, branch: "main" }, null, () => true),
    unfinished: route({ stageStatus: "running" }, 1),
    plain: route({ isFinished: true, fromMs: 1 }, 1),
    shortStage: route({ stage: "gone", branch: "main" }, 1),
    shortRuns: route({ stageStatus: "failed", branch: "gone" }, 1),
    bothLong: route({ branch: "main" }, 1),
    bothLongButRarelySo: route({ stageStatus: "failed", branch: "main" }, 1),
  }).toEqual({
    ofNoStage: "runs",
    unfinished: "runs",
    plain: "stage",
    shortStage: "stage",
    shortRuns: "runs",
    bothLong: "runs",
    bothLongButRarelySo: "stage",
  });
  database.close();
});
