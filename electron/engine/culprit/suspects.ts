import type { Decided, RangeGraph } from "./range.ts";

/** Who may still be the culprit. */
export interface Suspects {
  /** Places in the range, each after its parents; the last one is the earliest commit that is known to be bad. */
  readonly places: readonly number[];
  /** Those that could not be judged. */
  readonly skipped: ReadonlySet<number>;
}

/**
 * Whom the verdicts leave, in the order in which they were given: a bad commit clears all that it does not build on, a good
 * one all that it builds on. A verdict on somebody who is cleared already says nothing: with a stage that was broken twice,
 * one of the two is found.
 */
export function suspectsAfter(graph: RangeGraph, decided: readonly Decided[]): Suspects {
  const count = graph.parents.length;
  let isSuspect = new Uint8Array(count).fill(1);
  const skipped = new Set<number>();
  for (const { hash, verdict } of decided) {
    const place = graph.places.get(hash);
    if (place === undefined || isSuspect[place] === 0) continue;
    if (verdict === "skipped") {
      skipped.add(place);
      continue;
    }
    const reached = reachedFrom(graph, place, isSuspect);
    if (verdict === "bad") isSuspect = reached;
    else for (let other = 0; other <= place; other += 1) if (reached[other] === 1) isSuspect[other] = 0;
  }
  const places = [...isSuspect.keys()].filter((place) => isSuspect[place] === 1);
  return { places, skipped: new Set(places.filter((place) => skipped.has(place))) };
}

/** The suspects among a commit and all that it builds on. Parents stand before their children, so one pass is enough. */
function reachedFrom({ parents }: RangeGraph, from: number, isSuspect: Uint8Array): Uint8Array<ArrayBuffer> {
  const reached = new Uint8Array(isSuspect.length);
  reached[from] = 1;
  for (let place = from; place >= 0; place -= 1) {
    if (reached[place] === 0) continue;
    for (const parent of parents[place] ?? []) if (isSuspect[parent] === 1) reached[parent] = 1;
  }
  return reached;
}
