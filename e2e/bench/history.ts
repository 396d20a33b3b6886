import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { firstDays, summarize } from "../../electron/engine/insight/insight.ts";
import { dayOf, openStore, type Store, type Tables } from "../../electron/engine/store/store.ts";
import { type BenchRow, limitRow, median, timeRow } from "./bench-row.ts";
import { seedHistory } from "./seed-history.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const runs = 100_000;
const rounds = 200;
const cli = join(import.meta.dirname, "..", "..", "build/out/node/cli.js");

/** A history of 100,000 runs: the first page, a page far down, the charts, and the command line's first answer. */
export function history(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const opened = openStore(folder, { now: Date.now });
    if (!opened.ok) throw new Error(opened.failure.message);
    const store = opened.value;
    const until = Date.now();
    const projectId = seedHistory(store, { projectPath: folder, projectName: "shop", runs, until, days: 730 });
    const middle = store.read((tables) => tables.runs.byNumber(projectId, runs / 2));
    if (!middle.ok || middle.value === null) throw new Error("The middle run is missing.");
    const { createdAt, id } = middle.value;
    const today = dayOf(until);
    const { ofRuns, ofStages } = firstDays(today, 90);
    const rows = [
      limitRow(
        `first page of ${runs} runs, P95`,
        p95(store, ({ runs: table }) => table.page({ projectId }, null, 50)),
        1,
        "ms",
      ),
      limitRow(
        "first page of one branch that failed, P95",
        p95(store, ({ runs: table }) => table.page({ projectId, branch: "main", status: "failed" }, null, 50)),
        1,
        "ms",
      ),
      limitRow(
        `page after run ${runs / 2}, P95`,
        p95(store, ({ runs: table }) => table.page({ projectId }, { createdAt, id }, 50)),
        1,
        "ms",
      ),
      limitRow(
        "charts of 90 days, P95",
        p95(store, ({ rollups }) =>
          summarize(rollups.runDays(projectId, ofRuns, today), rollups.stageDays(projectId, ofStages, today), today, 90),
        ),
        10,
        "ms",
      ),
      limitRow(
        "20 bars of six cards, P95",
        p95(store, ({ stageRuns }) => stageRuns.past(projectId, ["install", "lint", "typecheck", "bundle", "unit", "integration"], 20)),
        10,
        "ms",
      ),
    ];
    store.close();
    return [...rows, firstAnswer(folder)];
  });
}

function p95(store: Store, query: (tables: Tables) => unknown): number {
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    const answer = store.read(query);
    if (!answer.ok) throw new Error(answer.failure.message);
    return performance.now() - startedAt;
  });
  times.sort((left, right) => left - right);
  return times[Math.floor(rounds * 0.95)] ?? Number.NaN;
}

function firstAnswer(folder: string): BenchRow {
  const pairs = Array.from({ length: 15 }, () => {
    const node = timed(["-e", "0"], folder);
    const list = timed([cli, "runs", "list", "--json", "--limit", "50", "--project", folder], folder);
    return { node, list, ratio: list / node };
  });
  const row = timeRow(
    "command line to first answer, against node -e 0",
    median(pairs.map(({ list }) => list)),
    median(pairs.map(({ node }) => node)),
    1.5,
  );
  const ratio = median(pairs.map((pair) => pair.ratio));
  return { ...row, ratio, isMet: ratio <= 1.5 };
}

function timed(args: readonly string[], home: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: { ...process.env, MILLRACE_HOME: home }, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
}
