import { once } from "node:events";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { DamagedPart, LogSource } from "./log-source.ts";
import { openLogSource } from "./open-log.ts";
import { frameBytes } from "./packed-format.ts";
import { waitForGrowth } from "./wait-for-growth.ts";

/** What `copyLog` copies and for how long. */
export interface CopyOptions {
  /** Whether the log may still grow; asked again and again. Leave out to copy what is there. */
  readonly isLive?: () => boolean;
  /** Stops copying. */
  readonly signal?: AbortSignal;
}

/** What was copied. */
export interface CopyOutcome {
  /** How far the log was read; with parts that could not be. */
  readonly bytes: number;
  /** Parts that are damaged and were left out; empty when all is well. */
  readonly damage: readonly DamagedPart[];
  /** Whether there was no file at all: the stage wrote nothing, or its log was removed. */
  readonly isMissing: boolean;
}

/** A frame of a packed log, so that one that cannot be read is left out by itself. */
const chunkBytes = frameBytes;

/** A park this long is only renewed, so its length matters to nobody. */
const parkMs = 30_000;

/** A log that has grown and cannot be opened (no descriptor is left, for instance) is tried again after this pause. */
const retryMs = 20;

/**
 * Writes a log to a stream byte for byte, no faster than the stream takes it, and goes on while the log is live.
 * Ends early, without failing, when the stream's reader goes away (`millrace logs … | head`). Does not end the stream.
 */
export async function copyLog(path: string, target: Writable, { isLive = () => false, signal }: CopyOptions = {}): Promise<CopyOutcome> {
  const damage: DamagedPart[] = [];
  let copied = 0;
  let isMissing = true;
  while (!isOver(target, signal)) {
    // Asked first: what was written before the end is read after it.
    const mayGrow = isLive();
    const source = openLogSource(path, null);
    if (source !== null) {
      isMissing = false;
      copied += await copyFrom(source, copied, target, signal).finally(source.close);
      damage.push(...source.damage);
    }
    if (!mayGrow) break;
    await waitForGrowth(path, copied, parkMs, isLive, signal);
    if (source === null) await sleep(retryMs);
  }
  return { bytes: copied, damage, isMissing };
}

async function copyFrom(source: LogSource, start: number, target: Writable, signal: AbortSignal | undefined): Promise<number> {
  let position = start;
  while (!isOver(target, signal)) {
    // A buffer of its own for each chunk: the stream keeps it until it is written.
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const known = source.damage.length;
    const length = await source.read(buffer, 0, chunkBytes - (position % chunkBytes), position);
    if (length === 0) break;
    position += length;
    if (source.damage.length > known) continue;
    if (!target.write(buffer.subarray(0, length))) await drained(target);
  }
  return position - start;
}

/** Also returns when the stream breaks: its owner hears of that by its own error event. */
async function drained(target: Writable): Promise<void> {
  if (target.destroyed) return;
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race([once(target, "drain", { signal }), once(target, "close", { signal })]).catch(() => {});
  stop.abort();
}

function isOver(target: Writable, signal: AbortSignal | undefined): boolean {
  return target.destroyed || target.writableEnded || signal?.aborted === true;
}
