import type { LogIndex } from "./log-index.ts";

/*
 * Where the text of a log comes from. A log is written as a plain file with an index beside it, and later packed into
 * one smaller file; whoever reads sees no difference, at any place.
 */

/** A log that is open for reading, plain or packed. Positions are places in the text as it was written. */
export interface LogSource {
  readonly isPacked: boolean;
  /** Places of lines; see `log-index.ts`. */
  readonly index: LogIndex;
  /** Finer points, which only tell when something was written; the same as `index` for a plain log. */
  readonly times: LogIndex;
  /** How long the text is now. */
  size(): number;
  /** Reads text into `target` from `offset` on: fewer bytes than `length` only at the end. */
  readNow(target: Buffer, offset: number, length: number, position: number): number;
  /** The same without holding up the event loop. */
  read(target: Buffer, offset: number, length: number, position: number): Promise<number>;
  /** What could not be read so far and was made up for; empty when all is well. A plain log has no such parts. */
  readonly damage: readonly DamagedPart[];
  close(): void;
}

/** A part of the text that cannot be read any more. */
export interface DamagedPart {
  readonly from: number;
  /** Behind its last byte. */
  readonly to: number;
}
