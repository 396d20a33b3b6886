/*
 * Where an item stands in its column, as text: keys that sort as they stand, with room between any two, so that a move
 * changes one file. They are fractions in base 36 without the zero and the point, and never end with a zero.
 */

const digits = "0123456789abcdefghijklmnopqrstuvwxyz";
const base = digits.length;
/** So many digits hold a column that only ever grows at its ends, in steps that leave room. */
const width = 5;
const step = base * 4;
const usable = /^(?:[0-9a-z]{0,39}[1-9a-z])?$/;
const last = digits[Math.floor(base / 2)] ?? "i";

/** What is placed into a column. */
export interface Ranked {
  readonly key: string;
  readonly rank: string;
}

/** By rank, then by key; items without a rank come last. */
export function compareRanks(left: Ranked, right: Ranked): number {
  if (left.rank !== right.rank) {
    if (left.rank === "" || right.rank === "") return left.rank === "" ? 1 : -1;
    return left.rank < right.rank ? -1 : 1;
  }
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

/**
 * A rank between two others; `null` for no border at that side. `null` when there is no room: the two are equal, in the
 * wrong order, or written by hand in another way.
 */
export function rankBetween(lower: string | null, upper: string | null): string | null {
  if (!usable.test(lower ?? "") || !usable.test(upper ?? "")) return null;
  if (upper === null) return lower === null ? last.padEnd(width - 1, "0") + last : behind(lower);
  if (lower === null) return before(upper);
  return lower < upper ? middle(lower, upper) : null;
}

/**
 * Puts an item at `index` of a column that is in order: the ranks to write, by key. Mostly the item's own alone; where
 * neighbours have none, equal ones, or ones without room between, theirs as well.
 */
export function placeInColumn(column: readonly Ranked[], index: number, key: string): Map<string, string> {
  const written = new Map<string, string>();
  let lower: string | null = null;
  const put = (item: string, upper: string | null) => {
    const rank = rankBetween(lower, upper) ?? rankBetween(lower, null) ?? fallback(lower);
    written.set(item, rank);
    lower = rank;
  };
  for (const item of column.slice(0, index)) {
    if (item.rank === "") put(item.key, null);
    else lower = item.rank;
  }
  const rest = column.slice(index);
  const next = rest[0]?.rank || null;
  put(key, next);
  // Those behind stay where they are, unless they would stand before it now.
  for (const [place, item] of rest.entries()) {
    if (item.rank === "" || lower === null || item.rank > lower) break;
    put(item.key, rest.slice(place + 1).find(({ rank }) => lower !== null && rank > lower)?.rank ?? null);
  }
  return written;
}

function digitOf(text: string, place: number): number {
  return Math.max(0, digits.indexOf(text[place] ?? "0"));
}

function middle(lower: string, upper: string | null): string {
  let result = "";
  let border = upper;
  for (let place = 0; ; place += 1) {
    const low = digitOf(lower, place);
    const high = border === null ? base : digitOf(border, place);
    const half = Math.floor((low + high) / 2);
    if (half > low) return result + digits[half];
    result += digits[low];
    if (high > low) border = null;
  }
}

/** In steps as long as there is room for them: a key grows by a digit only after tens of thousands. */
function behind(lower: string): string {
  const next = Number.parseInt(lower.slice(0, width).padEnd(width, "0"), base) + step;
  return next < base ** width ? withLast(next) : middle(lower, null);
}

function before(upper: string): string {
  const next = Number.parseInt(upper.slice(0, width).padEnd(width, "0"), base) - step;
  return next > 0 ? withLast(next) : middle("", upper);
}

function withLast(value: number): string {
  return (
    value
      .toString(base)
      .padStart(width, "0")
      .slice(0, width - 1) + last
  );
}

/** Behind a rank that was written by hand with other signs. */
function fallback(lower: string | null): string {
  return `${lower ?? ""}${last}`;
}
