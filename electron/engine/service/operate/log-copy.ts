import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { type ServiceId, serviceLogKeyOf } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import { serviceLogFile } from "../../data-folder.ts";
import { waitForGrowth } from "../../log/log.ts";
import type { Store, StoreFailure } from "../../store/store.ts";

/** What is copied of a service's log. */
export interface ServiceLogCopy {
  /** Only so many of the last lines; `null` for all that is kept. */
  readonly lines: number | null;
  /** Whether to go on with what is written, also after the service has been started again, until `signal`. */
  readonly isFollowed: boolean;
  readonly signal: AbortSignal;
}

const chunkBytes = 256 * 1024;
const lineFeed = 0x0a;

/** A wait this long is only renewed; a new file of the log ends it, too. */
const parkMs = 2_000;

/** Writes a service's log to a stream, the oldest file first, byte for byte, over all changes of files. */
export async function copyServiceLog(
  store: Store,
  id: ServiceId,
  target: Writable,
  { lines, isFollowed, signal }: ServiceLogCopy,
): Promise<Result<null, StoreFailure>> {
  const files = () =>
    store.read(({ services }) => {
      const projectId = services.get(id)?.projectId;
      return services.logs(id).flatMap((log) => {
        const { sequence } = serviceLogKeyOf(log.id);
        return projectId === undefined ? [] : [{ ...log, sequence, path: serviceLogFile(store.folder, projectId, id, sequence) }];
      });
    });
  const known = files();
  if (!known.ok) return known;
  let { sequence, offset } = lines === null ? { sequence: 0, offset: 0 } : placeOfLastLines(known.value, lines);
  while (!signal.aborted && !target.destroyed) {
    const current = files();
    if (!current.ok) return current;
    const [file, ...newer] = current.value.filter((one) => one.sequence >= sequence).reverse();
    if (file === undefined) {
      if (!isFollowed) break;
      await pause(signal);
      continue;
    }
    // A file may have been taken away before it was read.
    if (file.sequence > sequence) offset = sequence === 0 ? offset : 0;
    sequence = file.sequence;
    const copied = await copyChunk(file.path, offset, target);
    offset += copied ?? 0;
    if (copied === null || copied > 0) continue;
    if (newer.length > 0 && file.finishedAt !== null) {
      // What was read of it beyond its end stands at the beginning of the next one.
      offset = Math.max(0, offset - (statSync(file.path, { throwIfNoEntry: false })?.size ?? 0));
      sequence += 1;
    } else if (!isFollowed) break;
    else await waitForGrowth(file.path, offset, parkMs, () => !signal.aborted, signal);
  }
  return { ok: true, value: null };
}

/** How much was copied; `null` when the file became another one meanwhile, and nothing was. */
async function copyChunk(path: string, offset: number, target: Writable): Promise<number | null> {
  const descriptor = openIfThere(path);
  if (descriptor === null) return 0;
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const bytes = readSync(descriptor, chunk, 0, chunk.length, offset);
    // Its front may have been cut off while it was read: before that it was given another name.
    if (statSync(path, { throwIfNoEntry: false })?.ino !== fstatSync(descriptor).ino) return null;
    if (bytes > 0 && !target.write(chunk.subarray(0, bytes))) await once(target, "drain");
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Where the last lines begin; `files` from the newest on. */
function placeOfLastLines(files: readonly { readonly sequence: number; readonly path: string }[], count: number) {
  let left = count;
  let place = { sequence: files[0]?.sequence ?? 0, offset: 0 };
  for (const [index, { sequence, path }] of files.entries()) {
    const found = placeInFile(path, left, index === 0);
    place = { sequence, offset: found.offset };
    left -= found.lines;
    if (left <= 0) break;
  }
  return place;
}

/** Where the last `count` lines of a file begin, or how many it has when it has no more. */
function placeInFile(path: string, count: number, isNewest: boolean): { readonly offset: number; readonly lines: number } {
  const descriptor = openIfThere(path);
  if (descriptor === null) return { offset: 0, lines: 0 };
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let lines = 0;
    const { size } = fstatSync(descriptor);
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - chunkBytes);
      const bytes = readSync(descriptor, chunk, 0, end - start, start);
      for (let at = bytes - 1; at >= 0; at -= 1) {
        // The line feed at the very end ends the last line, and begins none.
        if (chunk[at] !== lineFeed || (isNewest && start + at === size - 1)) continue;
        lines += 1;
        if (lines === count) return { offset: start + at + 1, lines };
      }
      end = start;
    }
    // A file that another one goes before may begin in the middle of a line.
    return { offset: 0, lines };
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch {
    return null;
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, parkMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
