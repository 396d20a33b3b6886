import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createLogFollower, type SearchPlace, searchLog, searchStart } from "../../electron/engine/log/log.ts";
import { type BenchRow, limitRow, median, skippedRow, timeRow } from "./bench-row.ts";
import { makeLog } from "./make-log.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const rounds = 5;
const shortestBudgetMs = 4;
const longestBudgetMs = 128;

/** Measured against where it is installed; nothing needs it. */
const ripgrep = "rg";

/** Searching 1 GiB as the window does, part by part: the first hits, and a rare text to the end against ripgrep. */
export function logSearch(): Promise<BenchRow[]> {
  const name = "search of 1 GiB for a rare text";
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "1.log");
    const indexPath = join(folder, "1.idx");
    const lines = makeLog(path, 1024 ** 3, "connection refused by peer", 4_000_000);
    createLogFollower(path, indexPath, () => Date.now()).finish();
    const expected = Math.floor(lines / 4_000_000);
    const loop = watchLoop();
    const rows: BenchRow[] = [await firstHits(path, indexPath)];
    for (const [how, isCaseSensitive, query, bar] of [
      ["", true, "connection refused", 2.2],
      [", ignoring case", false, "Connection Refused", 4],
    ] as const) {
      if (!hasRipgrep()) {
        rows.push(skippedRow(name + how, "ripgrep is not installed"));
        continue;
      }
      const ours: number[] = [];
      const peer: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const peerAt = performance.now();
        execFileSync(ripgrep, ["--no-config", "-n", isCaseSensitive ? "-s" : "-i", "-F", query, path]);
        peer.push(performance.now() - peerAt);
        const startedAt = performance.now();
        const found = await searchAll(path, indexPath, query, isCaseSensitive);
        ours.push(performance.now() - startedAt);
        if (found !== expected) throw new Error(`Found ${found} instead of ${expected}.`);
      }
      const row = timeRow(name + how, median(ours), median(peer), bar);
      const ratio = median(ours.map((ms, round) => ms / (peer[round] ?? ms)));
      rows.push({ ...row, ratio, isMet: ratio <= bar });
    }
    return [...rows, limitRow("event loop delay P99 while searching", loop(), 10, "ms")];
  });
}

/** How long the first part takes that a window asks for, when the text is in many lines. */
async function firstHits(path: string, indexPath: string): Promise<BenchRow> {
  const times: number[] = [];
  for (let round = 0; round < 50; round += 1) {
    const startedAt = performance.now();
    const part = await searchPart(path, indexPath, "7", true, searchStart, shortestBudgetMs);
    times.push(performance.now() - startedAt);
    if (part.count === 0) throw new Error("The text is in every other line.");
  }
  return limitRow("first hits of a search of 1 GiB", median(times), 10, "ms");
}

/** As the window asks: see `pullSearch` there. */
async function searchAll(path: string, indexPath: string, query: string, isCaseSensitive: boolean): Promise<number> {
  let found = 0;
  let budgetMs = shortestBudgetMs;
  for (let from = searchStart; ; budgetMs = Math.min(longestBudgetMs, budgetMs * 2)) {
    const part = await searchPart(path, indexPath, query, isCaseSensitive, from, budgetMs);
    found += part.count;
    if (part.isAtEnd) return found;
    from = part.next;
  }
}

async function searchPart(path: string, indexPath: string, query: string, isCaseSensitive: boolean, from: SearchPlace, budgetMs: number) {
  const part = await searchLog({
    ...{ path, indexPath, isLive: false, query, isRegularExpression: false, isCaseSensitive },
    ...{ from, limit: 1_000, budgetMs, now: () => performance.now() },
  });
  if (!part.ok) throw new Error(part.failure.message);
  return part.value;
}

function hasRipgrep(): boolean {
  try {
    execFileSync(ripgrep, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Notes how late a timer of one millisecond comes; the answer is the 99th percentile, while only we were at work. */
function watchLoop(): () => number {
  const delays: number[] = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    delays.push(now - last - 1);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return delays.sort((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? 0;
  };
}
