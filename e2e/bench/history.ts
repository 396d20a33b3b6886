import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readPast, summarize } from "../../electron/engine/insight/insight.ts";
import { dayOf, openStore, type RunCursor, type Store, type Tables } from "../../electron/engine/store/store.ts";
import type { RunFilter } from "../../shared/contract/runs.ts";
import { dayMs } from "../../shared/time.ts";
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
    const fromMs = until - 90 * dayMs;
    const ofStage = { projectId, stage: "integration", fromMs, toMs: until } as const;
    const pages: readonly (readonly [string, RunFilter, RunCursor | null])[] = [
      [`first page of ${runs} runs`, { projectId }, null],
      ["first page of one branch that failed", { projectId, branch: "main", status: "failed" }, null],
      [`page after run ${runs / 2}`, { projectId }, { createdAt, id }],
      ["first page of a day a year ago", { projectId, fromMs: until - 366 * dayMs, toMs: until - 365 * dayMs, isFinished: true }, null],
      ["first page of whole pipelines that passed in 90 days", { projectId, status: "passed", isWhole: true, fromMs, toMs: until }, null],
      ["first page of a stage in 90 days", ofStage, null],
      ["first page where it passed", { ...ofStage, stageStatus: "passed", isFinished: true }, null],
      ["first page where it failed", { ...ofStage, stageStatus: "failed", isFinished: true }, null],
      ["first page of a stage in the first days", { ...ofStage, fromMs: 0, toMs: until - 729 * dayMs }, null],
    ];
    const rows = [
      ...pages.map(([name, filter, before]) =>
        limitRow(
          `${name}, P95`,
          p95(store, ({ runs: table }) => table.page(filter, before, 50)),
          1,
          "ms",
        ),
      ),
      limitRow(
        "charts of 90 days, P95",
        p95(store, ({ rollups }) => summarize(readPast(rollups, projectId, today, 90), today, 90)),
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
