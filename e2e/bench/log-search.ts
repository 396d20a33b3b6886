import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createLogFollower, searchLog } from "../../electron/engine/log/log.ts";
import { type BenchRow, limitRow, median, skippedRow, timeRow } from "./bench-row.ts";
import { makeLog } from "./make-log.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const rounds = 5;

/** Measured against where it is installed; nothing needs it. */
const ripgrep = "rg";

/** Searching 1 GiB for a rare text, against ripgrep. */
export function logSearch(): Promise<BenchRow[]> {
  const name = "search of 1 GiB for a rare text";
  if (!hasRipgrep()) return Promise.resolve([skippedRow(name, "ripgrep is not installed")]);
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "1.log");
    const indexPath = join(folder, "1.idx");
    const lines = makeLog(path, 1024 ** 3, "connection refused by peer", 4_000_000);
    createLogFollower(path, indexPath, () => Date.now()).finish();
    const expected = Math.floor(lines / 4_000_000);
    const loop = watchLoop();
    const rows: BenchRow[] = [];
    for (const [how, isCaseSensitive, query, bar] of [
      ["", true, "connection refused", 2.2],
      [", ignoring case", false, "Connection Refused", 4],
    ] as const) {
      const ours: number[] = [];
      const peer: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const peerAt = performance.now();
        execFileSync(ripgrep, ["--no-config", "-n", isCaseSensitive ? "-s" : "-i", "-F", query, path]);
        peer.push(performance.now() - peerAt);
        const startedAt = performance.now();
        const found = await searchLog({
          path,
          indexPath,
          isLive: false,
          query,
          isRegularExpression: false,
          isCaseSensitive,
          fromLine: 1,
          limit: 1_000,
          timeLimitMs: 600_000,
          now: () => 0,
        });
        ours.push(performance.now() - startedAt);
        if (!found.ok || found.value.total !== expected) throw new Error(JSON.stringify(found));
      }
      const row = timeRow(name + how, median(ours), median(peer), bar);
      const ratio = median(ours.map((ms, round) => ms / (peer[round] ?? ms)));
      rows.push({ ...row, ratio, isMet: ratio <= bar });
    }
    return [...rows, limitRow("event loop delay P99 while searching", loop(), 10, "ms")];
  });
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
