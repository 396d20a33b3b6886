import type { PlanColumn } from "../../../shared/contract/plan.ts";
import { automaticMove, columnOf, type ItemStanding } from "./automatic-move.ts";
import { evidenceOf, type ItemLinks } from "./links.ts";

/** How far work on an item has come. */
export interface ItemProgress {
  /** When the first branch or commit named it, or a person took it up; `null` when nothing tells. */
  readonly startedAt: number | null;
  /** When it came into the first column that counts as done; `null` as long as it has not, and when nobody noted it. */
  readonly doneAt: number | null;
  /** Somebody works on it, and it is not done. */
  readonly isUnderWay: boolean;
}

/** How far work on an item has come, by its file and by what names it. Pure. */
export function progressOf(item: ItemStanding, columns: readonly PlanColumn[], links: ItemLinks, mainBranch: string): ItemProgress {
  const evidence = evidenceOf(links, mainBranch);
  const column = columnOf(item, columns, automaticMove(item, columns, evidence));
  const place = columns.findIndex(({ name }) => name === column);
  const firstDone = columns.findIndex(({ isDone }) => isDone);
  const isDone = columns[place]?.isDone === true;
  const ownPlace = Math.max(
    0,
    columns.findIndex(({ name }) => name === item.column),
  );
  // Whoever takes an item up moves it; behind the last column where things only wait, where the board says which that is.
  const firstWork = Math.max(
    1,
    columns.findIndex(({ rule }) => rule !== null),
  );
  const takenUpAt = ownPlace >= firstWork && columns[ownPlace]?.isDone !== true ? item.movedAt : null;
  const times = [
    ...links.branches.map(({ at }) => at),
    ...links.commits.map(({ committedAt }) => committedAt),
    ...(takenUpAt === null ? [] : [takenUpAt]),
  ];
  const startedAt = times.length === 0 ? null : Math.min(...times);
  if (!isDone) return { startedAt, doneAt: null, isUnderWay: place >= firstWork || links.branches.length > 0 || links.commits.length > 0 };
  // A person who puts it there says when; what moved it on afterwards does not count.
  const moveTo = (some: readonly PlanColumn[]) => automaticMove(item, some, evidence)?.at ?? null;
  const doneAt = columns[ownPlace]?.isDone === true ? item.movedAt : (moveTo(columns.slice(0, firstDone + 1)) ?? moveTo(columns));
  return { startedAt: startedAt !== null && doneAt !== null && startedAt > doneAt ? null : startedAt, doneAt, isUnderWay: false };
}
