import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { RunId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import { hourMs } from "../../../shared/time.ts";
import { logFile, logIndexFile, runFolder } from "../data-folder.ts";
import { packLog } from "../log/log.ts";
import type { Store, StoreFailure } from "../store/store.ts";

/** Runs that are looked at and noted in one write. */
const runsPerBatch = 25;

/** Between two batches, so that a long history is gone through without anybody feeling it. */
const pauseMs = 5;

/** A draft that is older belongs to a process that was killed: packing a GiB takes seconds. */
const draftMs = hourMs;

/**
 * Looks at every run that has ended since the last time: packs its logs and notes what it takes on the disk. Stops
 * early when `signal` says so; what was not noted comes first the next time.
 */
export async function countRuns(store: Store, nowMs: number, signal?: AbortSignal): Promise<Result<undefined, StoreFailure>> {
  for (;;) {
    const ended = store.read(({ keptRuns }) => keptRuns.uncounted(runsPerBatch));
    if (!ended.ok) return ended;
    const sizes = new Map<RunId, number>();
    for (const id of ended.value) {
      await packRun(store, id, nowMs, signal);
      if (signal?.aborted) break;
      sizes.set(id, await logBytesOf(runFolder(store.folder, id)));
    }
    const noted = store.write(({ keptRuns }) => {
      for (const [id, bytes] of sizes) keptRuns.count(id, bytes);
    });
    if (!noted.ok) return noted;
    if (signal?.aborted || ended.value.length < runsPerBatch) return ok(undefined);
    await pause(pauseMs);
  }
}

/**
 * Packs the logs of an ended run, of at most `maxBytes` each, and sweeps up what an interrupted packing left. A log that
 * cannot be packed (a full disk) stays plain.
 */
export async function packRun(
  store: Store,
  id: RunId,
  nowMs: number,
  signal?: AbortSignal,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<void> {
  const folder = runFolder(store.folder, id);
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    if (signal?.aborted) return;
    const place = join(folder, name);
    if (name.endsWith(".draft")) {
      const found = await stat(place).catch(() => null);
      if (found !== null && found.mtimeMs < nowMs - draftMs) await rm(place, { force: true }).catch(() => {});
      continue;
    }
    const sequence = Number(/^(\d+)\.log$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(sequence)) continue;
    const size = (await stat(place).catch(() => null))?.size ?? 0;
    if (size > maxBytes) continue;
    // A full disk, or the person's own hand: the plain log serves as well.
    await packLog(logFile(store.folder, id, sequence), logIndexFile(store.folder, id, sequence), signal).catch(() => {});
  }
}

/** What everything in a run's folder takes but its artifacts, whose sizes the rows tell. */
async function logBytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isFile()) bytes += (await stat(join(folder, entry.name)).catch(() => null))?.size ?? 0;
  }
  return bytes;
}
