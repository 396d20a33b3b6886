import { countLineFeeds } from "./line-feeds.ts";
import { firstPoint, pointDistance } from "./log-index.ts";
import type { LogPiece } from "./log-pieces.ts";
import type { LogView } from "./log-view.ts";

/** Tells in which line a place of the log is; places must be asked in order. Counts only from the index's last point on. */
export class LineCounter {
  readonly #view: LogView;
  #buffer: Buffer | null = null;
  #bytes: number;
  #lineFeeds: number;

  /** `from` is a place that is known already; places are asked from there on. */
  constructor(view: LogView, from: { readonly bytes: number; readonly lineFeeds: number } = firstPoint) {
    this.#view = view;
    this.#bytes = from.bytes;
    this.#lineFeeds = from.lineFeeds;
  }

  /** The number, from 1, of the line that holds byte `offset`, which is in `piece`. */
  lineAt(offset: number, piece: LogPiece): number {
    if (offset - this.#bytes > pointDistance) this.#jump(offset);
    while (this.#bytes < piece.start) {
      this.#buffer ??= Buffer.allocUnsafe(pointDistance);
      const wanted = Math.min(pointDistance, piece.start - this.#bytes);
      const length = this.#view.source.readNow(this.#buffer, 0, wanted, this.#bytes);
      if (length === 0) break;
      this.#lineFeeds += countLineFeeds(this.#buffer, 0, length);
      this.#bytes += length;
    }
    if (offset > this.#bytes) {
      this.#lineFeeds += countLineFeeds(piece.bytes, this.#bytes - piece.start, offset - piece.start);
      this.#bytes = offset;
    }
    return this.#lineFeeds + 1;
  }

  #jump(offset: number): void {
    const { index } = this.#view;
    const point = index.point(index.search((candidate) => candidate.bytes > offset) - 1);
    if (point.bytes <= this.#bytes) return;
    this.#bytes = point.bytes;
    this.#lineFeeds = point.lineFeeds;
  }
}
