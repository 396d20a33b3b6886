import { chooseNext } from "./choose.ts";
import type { Decided, Range, RangeCommit, RangeGraph, Verdict } from "./range.ts";
import { suspectsAfter } from "./suspects.ts";

/** Where a search stands. */
export interface SearchState<Commit extends RangeCommit = RangeCommit> {
  readonly range: Range<Commit>;
  readonly graph: RangeGraph;
  /** In the order in which they were given; the ends of the range are among them once they are. */
  readonly decided: readonly Decided[];
  /** What is known of trees without a run. */
  readonly known: ReadonlyMap<string, Verdict>;
}

/** What comes next. */
export type Step<Commit extends RangeCommit = RangeCommit> =
  /** A commit is to be judged; one whose tree is known needs no run. */
  | { readonly type: "judge"; readonly commit: Commit; readonly role: StepRole }
  /** This commit broke the stage. */
  | { readonly type: "found"; readonly commit: Commit }
  /** One of these did, the earliest first: those between could not be judged. */
  | { readonly type: "several"; readonly commits: readonly Commit[] }
  /** The commit that was to be bad passes. */
  | { readonly type: "not-red"; readonly commit: Commit }
  /** The commit that was to be good fails. */
  | { readonly type: "not-green"; readonly commit: Commit }
  /** An end of the range could not be judged, so nothing can be said of what lies between. */
  | { readonly type: "unjudged"; readonly commit: Commit; readonly role: StepRole };

/** Why a commit is judged: to be sure of an end of the range, or to halve what lies between. */
export type StepRole = "bad-end" | "good-end" | "between";

/** A step, and whom it leaves. */
export interface NextStep<Commit extends RangeCommit = RangeCommit> {
  readonly step: Step<Commit>;
  /** How many commits may be the culprit, before the step. */
  readonly suspectCount: number;
}

/**
 * What a search does next: it makes sure of both ends, takes every answer that is known, and then halves what is left.
 * Pure.
 */
export function nextStep<Commit extends RangeCommit>(state: SearchState<Commit>): NextStep<Commit> {
  const { range, graph, decided, known } = state;
  const bad = range.commits.at(-1);
  if (bad === undefined) throw new Error("A range holds at least the bad commit.");
  const verdicts = new Map(decided.map(({ hash, verdict }) => [hash, verdict]));
  const end = checkEnds(range.good, bad, verdicts);
  if (end !== null) return { step: end, suspectCount: range.commits.length };
  const suspects = suspectsAfter(graph, decided);
  const suspectCount = suspects.places.length;
  const at = (place: number) => range.commits[place] as Commit;
  const isKnown = (place: number) => !suspects.skipped.has(place) && known.has(at(place).tree);
  const place = chooseNext(graph, { ...suspects, skipped: new Set() }, isKnown) ?? chooseNext(graph, suspects);
  if (place !== null) return { step: { type: "judge", commit: at(place), role: "between" }, suspectCount };
  const commits = suspects.places.map(at);
  const [only] = commits;
  if (only !== undefined && commits.length === 1) return { step: { type: "found", commit: only }, suspectCount };
  return { step: { type: "several", commits }, suspectCount };
}

function checkEnds<Commit extends RangeCommit>(good: Commit, bad: Commit, verdicts: ReadonlyMap<string, Verdict>): Step<Commit> | null {
  const ofBad = verdicts.get(bad.hash);
  if (ofBad === undefined) return { type: "judge", commit: bad, role: "bad-end" };
  if (ofBad === "good") return { type: "not-red", commit: bad };
  if (ofBad === "skipped") return { type: "unjudged", commit: bad, role: "bad-end" };
  const ofGood = verdicts.get(good.hash);
  if (ofGood === undefined) return { type: "judge", commit: good, role: "good-end" };
  if (ofGood === "bad") return { type: "not-green", commit: good };
  return ofGood === "skipped" ? { type: "unjudged", commit: good, role: "good-end" } : null;
}

/** About how many commits still have to be judged among so many suspects. */
export function stepsLeft(suspectCount: number): number {
  return Math.ceil(Math.log2(Math.max(1, suspectCount)));
}
