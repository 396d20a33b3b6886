/** One entry as an archive tells it: nothing of it has been checked. */
export interface ArchiveEntry {
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "same-file";
  /** Permission bits. */
  readonly mode: number;
  readonly bytes: number;
  /** Where a link leads, as seen from its folder; for `same-file` the entry whose bytes it shares. Empty otherwise. */
  readonly target: string;
  /** A file's bytes, which must be read before the next entry is asked for, or not at all. */
  readonly content: AsyncIterable<Buffer>;
}

/** What is wrong with an archive, thrown by whoever reads it and caught where contents are listed. */
export class BrokenArchive extends Error {}

/** The content of what is no file. */
export const noContent: AsyncIterable<Buffer> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};

/** Passes on what a reader of archives does; what it finds wrong becomes a {@link BrokenArchive}, what the disk does stays as it is. */
export async function unbroken<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const isOfDisk = error instanceof Error && "code" in error && !String(error.code).startsWith("Z_");
    if (error instanceof BrokenArchive || !(error instanceof Error) || isOfDisk) throw error;
    throw new BrokenArchive(`${what} cannot be unpacked: ${error.message}`);
  }
}

/** The same for all pieces of a stream, which is opened when the first is asked for. */
export async function* unbrokenPieces(what: string, start: () => Promise<AsyncIterable<unknown>>): AsyncGenerator<Buffer, void, undefined> {
  const pieces = (await unbroken(what, start))[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await unbroken(what, () => pieces.next());
      if (piece.done) return;
      yield piece.value as Buffer;
    }
  } finally {
    await pieces.return?.();
  }
}
