import type { PlanBoard, PlanItem } from "../../shared/contract/plan.ts";

/** A column of the board with its items from top to bottom. */
export interface BoardColumn {
  readonly name: string;
  readonly items: readonly PlanItem[];
}

/** The items by column, in the board's order. Items of a column that is gone stand in the first. */
export function columnsOf(board: PlanBoard): BoardColumn[] {
  const byName = new Map<string, PlanItem[]>(board.columns.map(({ name }) => [name, []]));
  const first = board.columns[0];
  for (const item of board.items) (byName.get(item.column) ?? (first === undefined ? [] : byName.get(first.name)))?.push(item);
  return board.columns.map(({ name }) => ({ name, items: byName.get(name) ?? [] }));
}

/**
 * The board as it will be once an item has been moved, so that it need not jump back and forth until the engine has
 * answered: before another item, or at the end of the column.
 */
export function moveOnBoard(board: PlanBoard, key: string, column: string, before: string | null): PlanBoard {
  const item = board.items.find((one) => one.key === key);
  if (item === undefined) return board;
  const others = board.items.filter((one) => one.key !== key);
  const moved = { ...item, column, moved: null };
  const place = before === null ? -1 : others.findIndex((one) => one.key === before);
  if (place >= 0) return { ...board, items: [...others.slice(0, place), moved, ...others.slice(place)] };
  return { ...board, items: [...others, moved] };
}
