import { statSync } from "node:fs";
import { createTestService } from "../../electron/engine/service/history/tests.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import type { TestView } from "../../shared/contract/tests.ts";
import { openTestStore, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow } from "./bench-row.ts";
import { p95 } from "./p95.ts";
import { seedTests } from "./seed-tests.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const rounds = 20;

/** A list of tests must not be felt. */
const mostMs = 50;

/** Two thousand runs of twenty thousand tests; `MILLRACE_BENCH_TESTS=tests,runs` chooses others. */
function size(): { tests: number; runs: number } {
  const [tests = 20_000, runs = 2_000] = (process.env.MILLRACE_BENCH_TESTS ?? "").split(",").filter(Boolean).map(Number);
  return { tests, runs };
}

/** How long the questions of the Tests screen take in a long history, and what a result costs in it. */
export function testHistory(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const { tests, runs } = size();
    const store = openTestStore(folder);
    const { id: projectId } = write(store, ({ projects }) => projects.open("/work/shop", "shop", 0));
    const startedAt = performance.now();
    let firstBytes = 0;
    const run = seedTests(store, projectId, tests, runs, (index) => {
      // By then the tests are there, and each has as many outcomes on its branch as are kept.
      if (index === 50) firstBytes = bytesOf(store);
    });
    const writeMs = (performance.now() - startedAt) / runs;
    const bytesPerResult = (bytesOf(store) - firstBytes) / (tests * (runs - 50));
    store.close();
    const opened = openStore(folder, { now: () => 0 });
    if (!opened.ok) throw new Error(opened.failure.message);
    const service = createTestService(opened.value);
    const page = (view: TestView, text = "") => expectOk(service.page({ projectId, branch: "main", view, text, after: null, limit: 100 }));
    const [middle] = page("all", "number 10001 ").rows;
    const testId = middle?.test.id ?? expectOk(service.page({ projectId, view: "all", text: "", after: null, limit: 1 })).rows[0]?.test.id;
    if (testId === undefined) throw new Error("There is no test.");
    const what = `${tests} tests, ${runs} runs`;
    const rows = [
      limitRow(
        `tests of a branch (${what}), P95`,
        p95(rounds, () => void service.overview({ projectId, branch: "main" })),
        mostMs,
        "ms",
      ),
      ...(["failing", "all", "slowest"] as const).map((view) =>
        limitRow(
          `first hundred, ${view}, P95`,
          p95(rounds, () => void page(view)),
          mostMs,
          "ms",
        ),
      ),
      limitRow(
        "first hundred with a text, P95",
        p95(rounds, () => void page("all", "module-77")),
        mostMs,
        "ms",
      ),
      limitRow(
        "a test's last hundred outcomes, P95",
        p95(rounds, () => void service.history({ testId, after: null, limit: 100 })),
        mostMs,
        "ms",
      ),
      limitRow(
        "the same on its branch, P95",
        p95(rounds, () => void service.history({ testId, branch: "main", after: null, limit: 100 })),
        mostMs,
        "ms",
      ),
      limitRow(
        "tests of a run, beside the last green, P95",
        p95(rounds, () => void service.ofRun({ runId: run, text: "", after: null, limit: 100 })),
        200,
        "ms",
      ),
      limitRow("results of a run written (with the run)", writeMs, 1_000, "ms"),
      limitRow("room that a further result takes", bytesPerResult, 8, "bytes"),
    ];
    opened.value.close();
    return rows;
  });
}

function bytesOf(store: ReturnType<typeof openTestStore>): number {
  // What stands in the log beside it is not counted twice.
  return statSync(store.file).size;
}

function expectOk<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}
