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
