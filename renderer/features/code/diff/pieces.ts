import type { Token } from "./syntax.ts";
import type { Range } from "./word-marks.ts";

/** A piece of a line that looks the same throughout. */
export interface Piece {
  readonly text: string;
  readonly kind: string | null;
  readonly isMarked: boolean;
}

/** Lays marks over coloured text: the pieces make up the line. */
export function piecesOf(text: string, tokens: readonly Token[] | null, marks: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const token of tokens ?? [{ text, kind: null }]) {
    const end = at + token.text.length;
    const cuts = marks.flatMap(({ from, to }) => [from, to]).filter((cut) => cut > at && cut < end);
    for (const cut of [...cuts, end]) {
      const isMarked = marks.some(({ from, to }) => from <= at && at < to);
      pieces.push({ text: text.slice(at, cut), kind: token.kind, isMarked });
      at = cut;
    }
  }
  return pieces;
}
