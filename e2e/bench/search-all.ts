import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, truncateSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { logFile, logIndexFile } from "../../electron/engine/data-folder.ts";
import { createLogFollower } from "../../electron/engine/log/log.ts";
import { createSearchWorkers, type SearchWorkers } from "../../electron/engine/search/search.ts";
import { createSearchService } from "../../electron/engine/service/history/search.ts";
import type { Store } from "../../electron/engine/store/store.ts";
import type { SearchSummary } from "../../shared/contract/search.ts";
import { rowOf, runId, stageRunId } from "../../shared/ids.ts";
import { newRun, openTestStore, plannedStage, write } from "../fixtures/history.ts";
import { type BenchRow, limitRow, median, skippedRow, timeRow } from "./bench-row.ts";
import { makeLog } from "./make-log.ts";
import { take } from "./take.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** One log in so many has what is rare, as when something goes wrong now and then. */
const specialOneIn = 9;
const rounds = 3;

/** Measured against where it is installed; nothing needs it. */
const ripgrep = "rg";

const workerProgram = join(import.meta.dirname, "../../electron/entry/search-worker.ts");

/** Searching the logs of all runs, 1 GiB in all, against ripgrep on the same files; and when the first hits are there. */
export async function searchAll(): Promise<BenchRow[]> {
  const workers = createSearchWorkers(workerProgram, availableParallelism());
  try {
    return [
      ...(await searchRows(workers, "logs of 1 MiB", { runs: 128, stages: 8, logBytes: 1024 ** 2 })),
      ...(await searchRows(workers, "one log of 1 GiB", { runs: 1, stages: 1, logBytes: 1024 ** 3 })),
      ...(await searchRows(workers, "20,000 logs of 16 KiB", { runs: 2_500, stages: 8, logBytes: 16 * 1024 })),
    ];
  } finally {
    workers.close();
  }
}

interface Past {
  readonly runs: number;
  readonly stages: number;
  readonly logBytes: number;
}

function searchRows(workers: SearchWorkers, what: string, past: Past): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const store = openTestStore(folder);
    try {
      writePast(store, past);
      const search = createSearchService(store, workers, () => performance.now());
      const ask = async (query: string, isCaseSensitive: boolean) => {
        const startedAt = performance.now();
        let firstMs = Number.NaN;
        let summary: SearchSummary | null = null;
        const filter = { projectIds: [] };
        const news = take(search.logs({ query, isCaseSensitive, isRegularExpression: false, filter, maxHits: 2_000, maxHitsPerLog: 50 }));
        for await (const one of news) {
          if (one.type === "found" && Number.isNaN(firstMs)) firstMs = performance.now() - startedAt;
          if (one.type === "done") summary = one.summary;
        }
        return { ms: performance.now() - startedAt, firstMs, summary };
      };
      const rows: BenchRow[] = [];
      const delays = watchLoop();
      for (const [how, query, isCaseSensitive] of [
        ["", "connection refused", true],
        [", ignoring case", "Connection Refused", false],
      ] as const) {
        const name = `all runs, ${what}: a rare text${how}`;
        if (!hasRipgrep()) {
          rows.push(skippedRow(name, "ripgrep is not installed"));
          continue;
        }
        const ours: number[] = [];
        const peer: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const peerAt = performance.now();
          const lines = searchByRipgrep(query, isCaseSensitive, join(folder, "runs"));
          peer.push(performance.now() - peerAt);
          const { ms, summary } = await ask(query, isCaseSensitive);
          ours.push(ms);
          if (summary?.lines !== lines) throw new Error(`Found ${summary?.lines} lines, ripgrep ${lines}.`);
        }
        const row = timeRow(name, median(ours), median(peer), 2.2);
        const ratio = median(ours.map((ms, round) => ms / (peer[round] ?? ms)));
        rows.push({ ...row, ratio, isMet: ratio <= 2.2 });
      }
      rows.push(limitRow(`all runs, ${what}: event loop delay P99`, delays(), 5, "ms"));
      const firsts: number[] = [];
      for (let round = 0; round < rounds; round += 1) firsts.push((await ask("took 7", true)).firstMs);
      return [...rows, limitRow(`all runs, ${what}: first hits`, median(firsts), 10, "ms")];
    } finally {
      store.close();
    }
  });
}

/** Runs with logs that are alike but for the runs they are of. */
function writePast(store: Store, { runs, stages, logBytes }: Past): void {
  const projectId = write(store, (tables) => tables.projects.open("/shop", "shop", 1)).id;
  const planned = Array.from({ length: stages }, (_, place) => plannedStage(`stage-${place}`));
  const pattern = join(store.folder, "pattern.log");
  makeLog(pattern, logBytes);
  truncateSync(pattern, logBytes);
  write(store, (tables) => {
    for (let number = 1; number <= runs; number += 1) {
      const { id } = tables.runs.insert(newRun(projectId, { stages: planned }), number * 1_000);
      tables.stageRuns.insert(projectId, id, planned);
      for (let sequence = 1; sequence <= stages; sequence += 1) {
        const stage = stageRunId(rowOf(id), sequence);
        tables.stageRuns.noteLog(stage, logBytes, 1);
        const standing = {
          status: "passed",
          reason: null,
          startedAt: number * 1_000,
          finishedAt: number * 1_000 + 1,
          durationMs: 1,
        } as const;
        tables.stageRuns.change(stage, standing, 1);
        const path = logFile(store.folder, runId(rowOf(id)), sequence);
        mkdirSync(dirname(path), { recursive: true });
        copyFileSync(pattern, path);
        if ((number * stages + sequence) % specialOneIn === 2) appendFileSync(path, "\nconnection refused by peer\n");
        createLogFollower(path, logIndexFile(store.folder, id, sequence), () => 1).finish();
      }
    }
  });
}

function searchByRipgrep(query: string, isCaseSensitive: boolean, folder: string): number {
  const how = ["--no-config", "-n", isCaseSensitive ? "-s" : "-i", "-F", "-g", "*.log"];
  return (
    execFileSync(ripgrep, [...how, query, folder], { maxBuffer: 1024 ** 3 })
      .toString("latin1")
      .split("\n").length - 1
  );
}

function hasRipgrep(): boolean {
  try {
    execFileSync(ripgrep, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Notes how late a timer of one millisecond comes while nothing of ours holds the loop on purpose. */
function watchLoop(): () => number {
  const delays: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // Ripgrep is waited for without a loop; that is not the search's doing.
    if (now - last < 60) delays.push(now - last - 1);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return delays.sort((one, other) => one - other)[Math.floor(delays.length * 0.99)] ?? 0;
  };
}
