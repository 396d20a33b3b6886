/*
 * Where on the board something is, and where it goes: arithmetic without a window.
 */

/** From one card's top to the next one's, in CSS pixels. */
export const cardPitchPx = 116;

/** A card on the board: which column it is in, and the how-manieth there. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

/** Where the item with a key stands; `null` when it is not on the board. */
export function placeOf(columns: readonly (readonly string[])[], key: string | null): Place | null {
  if (key === null) return null;
  for (const [column, keys] of columns.entries()) {
    const row = keys.indexOf(key);
    if (row >= 0) return { column, row };
  }
  return null;
}

const steps: Readonly<Record<string, { readonly column: -1 | 0 | 1; readonly row: -1 | 0 | 1 }>> = {
  ArrowUp: { column: 0, row: -1 },
  ArrowDown: { column: 0, row: 1 },
  ArrowLeft: { column: -1, row: 0 },
  ArrowRight: { column: 1, row: 0 },
};

/** The card that a key leads to from another one; empty columns are passed over. `null` when the key leads nowhere. */
export function nextPlace(columns: readonly (readonly string[])[], from: Place, key: string): Place | null {
  const last = (columns[from.column]?.length ?? 0) - 1;
  if (key === "Home") return { column: from.column, row: 0 };
  if (key === "End") return { column: from.column, row: last };
  const step = steps[key];
  if (step === undefined) return null;
  if (step.row !== 0) return { column: from.column, row: Math.min(last, Math.max(0, from.row + step.row)) };
  for (let column = from.column + step.column; column >= 0 && column < columns.length; column += step.column) {
    const count = columns[column]?.length ?? 0;
    if (count > 0) return { column, row: Math.min(from.row, count - 1) };
  }
  return from;
}

/** Into which gap a card goes that a key moves: before the how-manieth card of which column. `null` when it stays. */
export function nextGap(columns: readonly (readonly string[])[], from: Place, key: string): Place | null {
  const count = columns[from.column]?.length ?? 0;
  if (key === "Home") return from.row === 0 ? null : { column: from.column, row: 0 };
  if (key === "End") return from.row === count - 1 ? null : { column: from.column, row: count };
  const step = steps[key];
  if (step === undefined) return null;
  if (step.row === -1) return from.row === 0 ? null : { column: from.column, row: from.row - 1 };
  if (step.row === 1) return from.row >= count - 1 ? null : { column: from.column, row: from.row + 2 };
  const column = from.column + step.column;
  const into = columns[column];
  return into === undefined ? null : { column, row: Math.min(from.row, into.length) };
}

/** The gap between cards that is nearest to a height within a list, in CSS pixels from its top. */
export function gapAt(y: number, count: number): number {
  return Math.min(count, Math.max(0, Math.round(y / cardPitchPx)));
}

/**
 * Before which item of a column one is put that goes into a gap between those that are shown: others of the column may be
 * hidden by a filter. `null` for the end of the column, `"stays"` when it stands there already.
 */
export function beforeGap(all: readonly string[], shown: readonly string[], gap: number, key: string): string | null | "stays" {
  const after = shown[gap - 1];
  const before = shown[gap];
  if (before === key || after === key) return "stays";
  if (before !== undefined) return before;
  if (after === undefined) return all[0] === key ? (all[1] ?? null) : (all[0] ?? null);
  const rest = all.slice(all.indexOf(after) + 1).filter((one) => one !== key);
  return rest[0] ?? null;
}
