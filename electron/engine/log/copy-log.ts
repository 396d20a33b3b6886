import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { waitForGrowth } from "./wait-for-growth.ts";

/** What `copyLog` copies and for how long. */
export interface CopyOptions {
  /** Whether the log may still grow; asked again and again. Leave out to copy what is there. */
  readonly isLive?: () => boolean;
  /** Stops copying. */
  readonly signal?: AbortSignal;
}

const chunkBytes = 256 * 1024;

/** A park this long is only renewed, so its length matters to nobody. */
const parkMs = 30_000;

/**
 * Writes a log to a stream byte for byte, no faster than the stream takes it, and goes on while the log is live.
 * Answers how many bytes that were. Ends early, without failing, when the stream's reader goes away (`millrace logs
 * … | head`). Does not end the stream. A missing log is an empty one.
 */
export async function copyLog(path: string, target: Writable, { isLive = () => false, signal }: CopyOptions = {}): Promise<number> {
  let copied = 0;
  while (!isOver(target, signal)) {
    // Asked first: what was written before the end is read after it.
    const mayGrow = isLive();
    copied += await copyFrom(path, copied, target, signal);
    if (!mayGrow) break;
    await waitForGrowth(path, copied, parkMs, isLive, signal);
  }
  return copied;
}

async function copyFrom(path: string, start: number, target: Writable, signal: AbortSignal | undefined): Promise<number> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return 0;
  try {
    let position = start;
    while (!isOver(target, signal)) {
      // A buffer of its own for each chunk: the stream keeps it until it is written.
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      if (!target.write(buffer.subarray(0, bytesRead))) await drained(target);
    }
    return position - start;
  } finally {
    await file.close();
  }
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
