/** So many on one line; generated code has some hundred. */
const unitsPerLine = 1_000;

/** So many lines of one file have any. */
const linesWithUnits = 500_000;

const wordBits = 32;

/** How many there are, and which were reached, a bit each, the first in the lowest bit of the first word. */
export interface UnitsOfLine {
  readonly count: number;
  readonly words: readonly number[];
}

interface OpenUnits {
  count: number;
  readonly words: number[];
}

/**
 * The things of one kind on the lines of a file, such as branches or functions, and which of them were reached. Their order
 * on a line tells them apart, so that what two reports tell of them adds up. Line 0 stands for an unknown one. What is more
 * than any honest file has is left out.
 */
export class LineUnits {
  readonly #byLine = new Map<number, OpenUnits>();
  #isCut = false;

  /** Whether something was left out. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Adds one more to a line; its place there, from 0. */
  add(line: number, isReached: boolean): number {
    const units = this.#of(line);
    const place = units.count;
    this.#grow(units, place + 1);
    if (isReached) this.reach(line, place);
    return place;
  }

  /** Notes that one was reached; `place` must be there. */
  reach(line: number, place: number): void {
    const units = this.#of(line);
    if (place >= units.count) return;
    const word = Math.floor(place / wordBits);
    units.words[word] = (units.words[word] ?? 0) | (1 << (place % wordBits));
  }

  /** For reports that only count: there are `count`, and that many of them were reached. */
  addCounted(line: number, count: number, reached: number): void {
    const units = this.#of(line);
    this.#grow(units, count);
    for (let place = 0; place < Math.min(reached, units.count); place += 1) this.reach(line, place);
  }

  /** Adds what another one tells of the same file. */
  merge(other: Iterable<readonly [line: number, units: UnitsOfLine]>): void {
    for (const [line, { count, words }] of other) {
      const units = this.#of(line);
      this.#grow(units, count);
      for (const [place, word] of words.entries()) units.words[place] = (units.words[place] ?? 0) | word;
    }
  }

  /** How many there are, and how many of them were reached. */
  get total(): { readonly count: number; readonly reached: number } {
    let count = 0;
    let reached = 0;
    for (const units of this.#byLine.values()) {
      count += units.count;
      reached += reachedOf(units);
    }
    return { count, reached };
  }

  /** In the order of the lines. */
  sorted(): [line: number, units: UnitsOfLine][] {
    return [...this.#byLine].sort(([left], [right]) => left - right);
  }

  #of(line: number): OpenUnits {
    let units = this.#byLine.get(line);
    if (units === undefined) {
      units = { count: 0, words: [] };
      if (this.#byLine.size < linesWithUnits) this.#byLine.set(line, units);
      else this.#isCut = true;
    }
    return units;
  }

  #grow(units: OpenUnits, count: number): void {
    if (count > unitsPerLine) this.#isCut = true;
    units.count = Math.max(units.count, Math.min(count, unitsPerLine));
  }
}

/** How many of a line's were reached. */
export function reachedOf({ words }: UnitsOfLine): number {
  let reached = 0;
  for (const word of words) for (let left = word; left !== 0; left &= left - 1) reached += 1;
  return reached;
}
