import type { Column } from "../board-model.ts";

/** Where a key leads from a card. */
export type Move = "up" | "down" | "left" | "right" | "first" | "last";

/**
 * The stage that a key leads to from `from`, or `null` when there is none. Left and right keep the row as well as the
 * next column with cards allows. From nowhere every key leads to the first card.
 */
export function moveFrom(columns: readonly Column[], from: string | null, move: Move): string | null {
  const full = columns.filter((column) => column.cards.length > 0);
  const x = full.findIndex((column) => column.cards.some((card) => card.stage.name === from));
  const column = full[x];
  if (column === undefined) return full[0]?.cards[0]?.stage.name ?? null;
  const y = column.cards.findIndex((card) => card.stage.name === from);
  switch (move) {
    case "up":
      return nameAt(full, x, y - 1) ?? lastOf(full[x - 1]);
    case "down":
      return nameAt(full, x, y + 1) ?? nameAt(full, x + 1, 0);
    case "left":
      return nearest(full[x - 1], y);
    case "right":
      return nearest(full[x + 1], y);
    case "first":
      return nameAt(full, 0, 0);
    case "last":
      return lastOf(full.at(-1));
  }
}

function nameAt(columns: readonly Column[], x: number, y: number): string | null {
  return columns[x]?.cards[y]?.stage.name ?? null;
}

function nearest(column: Column | undefined, y: number): string | null {
  return column?.cards[Math.min(y, column.cards.length - 1)]?.stage.name ?? null;
}

function lastOf(column: Column | undefined): string | null {
  return column?.cards.at(-1)?.stage.name ?? null;
}
