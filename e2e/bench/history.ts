import { readPast, summarize } from "../../electron/engine/insight/insight.ts";
import { dayOf } from "../../electron/engine/store/store.ts";
import { openTestStore } from "../fixtures/history.ts";
import { type BenchRow, limitRow } from "./bench-row.ts";
import { firstAnswer } from "./first-answer.ts";
import { historyLists } from "./history-lists.ts";
import { p95 } from "./p95.ts";
import { seedHistory } from "./seed-history.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const runs = 100_000;
const rounds = 200;

/** A history of 100,000 runs of one project: its lists, the charts, and the command line's first answer. */
export function history(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const store = openTestStore(folder, { now: Date.now });
    const until = Date.now();
    const projectId = seedHistory(store, { projectPath: folder, projectName: "shop", runs, until, days: 730 });
    const middle = take(store.read((tables) => tables.runs.byNumber(projectId, runs / 2)));
    if (middle === null) throw new Error("The middle run is missing.");
    const today = dayOf(until);
    const rows = [
      ...historyLists(projectId, until, middle).map(([name, filter, before]) =>
        limitRow(
          `${runs} runs: ${name}, P95`,
          p95(rounds, () => take(store.read((tables) => tables.runs.page(filter, before, 50)))),
          1,
          "ms",
        ),
      ),
      limitRow(
        "charts of 90 days, P95",
        p95(rounds, () => take(store.read(({ rollups }) => summarize(readPast(rollups, projectId, today, 90), today, 90)))),
        10,
        "ms",
      ),
      limitRow(
        "20 bars of six cards, P95",
        p95(rounds, () =>
          take(
            store.read(({ stageRuns }) => stageRuns.past(projectId, ["install", "lint", "typecheck", "bundle", "unit", "integration"], 20)),
          ),
        ),
        10,
        "ms",
      ),
    ];
    store.close();
    return [...rows, firstAnswer(folder, folder)];
  });
}
