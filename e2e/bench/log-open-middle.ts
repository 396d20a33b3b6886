import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createLogFollower, readLog } from "../../electron/engine/log/log.ts";
import { type BenchRow, limitRow, median, timeRow } from "./bench-row.ts";
import { makeLog } from "./make-log.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** Opening a log of 1,000,000 lines at its middle, against `sed` that prints the same lines. */
export function logOpenMiddle(): Promise<BenchRow[]> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "1.log");
    const indexPath = join(folder, "1.idx");
    const total = makeLog(path, 80_000_000);
    if (total < 1_000_000) throw new Error(`only ${total} lines`);
    createLogFollower(path, indexPath, () => Date.now()).finish();
    const peer: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const middle = 490_000 + round * 1_000;
      peer.push(await timed(async () => void execFileSync("sed", ["-n", `${middle},${middle + 199}p;${middle + 199}q`, path])));
      ours.push(await timed(() => open(middle)));
    }
    rmSync(indexPath);
    const without = await timed(() => open(500_000));
    return [
      limitRow(`log of ${total} lines (${Math.round(statSync(path).size / 1024 ** 2)} MiB), opened at its middle`, median(ours), 100, "ms"),
      timeRow("the same against sed", median(ours), median(peer), 1),
      limitRow("the same when its index is missing", without, 1_000, "ms"),
    ];

    async function open(fromLine: number): Promise<void> {
      const { lines } = await readLog({ path, indexPath, fromLine, limit: 200, isLive: false });
      if (lines.length !== 200 || lines[0]?.number !== fromLine) throw new Error(`${lines.length} lines from ${lines[0]?.number}`);
    }
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
