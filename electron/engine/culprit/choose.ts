import type { RangeGraph } from "./range.ts";
import type { Suspects } from "./suspects.ts";

/** The very middle of many is not looked for: a thousandth of them more or less makes no run. */
const closeEnoughShare = 1 / 1024;

/**
 * The suspect whose verdict clears the most in the worse case, as `git bisect` chooses: of those that it builds on, and of
 * the rest, the smaller number is as large as possible. `null` when nobody is left but the known bad one and those that
 * could not be judged. `isWanted` narrows the choice.
 */
export function chooseNext(graph: RangeGraph, suspects: Suspects, isWanted: (place: number) => boolean = () => true): number | null {
  const { places, skipped } = suspects;
  const tip = places.at(-1);
  const isCandidate = (place: number) => place !== tip && isWanted(place);
  const ranked = rank(graph, places, isCandidate, skipped.size === 0);
  const [best] = ranked;
  if (best === undefined) return null;
  if (!skipped.has(best)) return best;
  // What cannot be built often lies together: far away the next one is likelier to be judged.
  const judgeable = ranked.filter((place) => !skipped.has(place));
  return judgeable[Math.floor(judgeable.length * leap(skipped.size))] ?? null;
}

/** Spreads over 0 to 1, and mostly near 0, where the suspects that clear the most are. */
function leap(turn: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  return ((turn * golden) % 1) ** 1.5;
}

/** Candidates by how much they clear in the worse case, the most first; only the first when that is all that is asked for. */
function rank(
  graph: RangeGraph,
  places: readonly number[],
  isCandidate: (place: number) => boolean,
  isBestEnough: boolean,
): readonly number[] {
  const total = places.length;
  const worst: { readonly place: number; readonly clears: number }[] = [];
  const enough = Math.floor(total / 2) - Math.floor(total * closeEnoughShare);
  let best: { readonly place: number; readonly clears: number } | null = null;
  for (const [place, weight] of weights(graph, places)) {
    if (!isCandidate(place)) continue;
    const one = { place, clears: Math.min(weight, total - weight) };
    if (!isBestEnough) worst.push(one);
    else if (best === null || one.clears > best.clears) best = one;
    if (isBestEnough && one.clears >= enough) break;
  }
  if (isBestEnough) return best === null ? [] : [best.place];
  return worst.sort((one, other) => other.clears - one.clears).map(({ place }) => place);
}

/** How many suspects each suspect builds on, itself included; the oldest first. Only merges have to be counted. */
function* weights({ parents }: RangeGraph, places: readonly number[]): Generator<[place: number, weight: number]> {
  const known = new Map<number, number>();
  const isSuspect = new Set(places);
  for (const place of places) {
    const own = (parents[place] ?? []).filter((parent) => isSuspect.has(parent));
    const [only] = own;
    const weight = own.length < 2 ? 1 + (only === undefined ? 0 : (known.get(only) ?? 0)) : countFrom(parents, place, isSuspect);
    known.set(place, weight);
    yield [place, weight];
  }
}

function countFrom(parents: RangeGraph["parents"], from: number, isSuspect: ReadonlySet<number>): number {
  const seen = new Set([from]);
  const open = [from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const parent of parents[place] ?? []) {
      if (!isSuspect.has(parent) || seen.has(parent)) continue;
      seen.add(parent);
      open.push(parent);
    }
  }
  return seen.size;
}
