/** Something in an order that numbers say, the first one first. */
export interface Keyed<Item> {
  readonly key: readonly number[];
  readonly item: Item;
}

/**
 * A page of items in the order of their keys, behind the one that `after` names, and what names its last one; `null` at the
 * end. Keys, not places: what came or went meanwhile moves nothing.
 */
export function pageOf<Item>(
  items: readonly Keyed<Item>[],
  after: string | null,
  limit: number,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const sorted = [...items].sort((one, other) => compareKeys(one.key, other.key));
  const last = after === null ? null : after.split(" ").map(Number);
  const start = last === null ? 0 : sorted.findIndex(({ key }) => compareKeys(key, last) > 0);
  if (start === -1) return { items: [], next: null };
  const page = sorted.slice(start, start + limit);
  const hasMore = sorted.length > start + limit;
  return { items: page.map(({ item }) => item), next: hasMore ? (page.at(-1)?.key.join(" ") ?? null) : null };
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  // Twenty thousand keys are compared three hundred thousand times.
  for (let place = 0; place < one.length; place += 1) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
