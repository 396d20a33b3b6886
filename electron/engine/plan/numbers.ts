/** What an item's number depends on. */
export interface Numbered {
  readonly key: string;
  readonly number: number | null;
  readonly formerly: readonly number[];
  readonly createdAt: number | null;
}

/** An item that gets another number, because an older one has it. */
export interface NumberRepair {
  readonly number: number;
  readonly keeps: string;
  readonly changes: string;
  readonly becomes: number;
}

/** The number that a new item gets: none that an item has, or once had. */
export function nextNumber(items: Iterable<Numbered>): number {
  let highest = 0;
  for (const { number, formerly } of items) highest = Math.max(highest, number ?? 0, ...formerly);
  return highest + 1;
}

/**
 * Which items have to get another number for each to have its own. The one created first keeps it, so two people who mend
 * the same files apart from each other write the same.
 */
export function findNumberRepairs(items: readonly Numbered[]): NumberRepair[] {
  const owners = new Map<number, Numbered>();
  const others: { item: Numbered; number: number }[] = [];
  for (const item of [...items].sort(byAge)) {
    if (item.number === null) continue;
    if (owners.has(item.number)) others.push({ item, number: item.number });
    else owners.set(item.number, item);
  }
  let next = nextNumber(items);
  return others.map(({ item, number }) => {
    const becomes = next;
    next += 1;
    return { number, keeps: owners.get(number)?.key ?? "", changes: item.key, becomes };
  });
}

/** The oldest first; what does not say when it was created counts as new. */
function byAge(left: Numbered, right: Numbered): number {
  const difference = (left.createdAt ?? Number.POSITIVE_INFINITY) - (right.createdAt ?? Number.POSITIVE_INFINITY);
  if (difference > 0 || difference < 0) return difference;
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}
