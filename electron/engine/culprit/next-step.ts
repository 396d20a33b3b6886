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
 * What a search does next: it makes sure of the bad end, takes every answer that is known, and then halves what is left. Of a
 * good end that nobody knows it makes sure when something speaks against it: two more commits were bad and none that builds on it
 * was good, or no other is left that could be. Pure.
 */
export function nextStep<Commit extends RangeCommit>(state: SearchState<Commit>): NextStep<Commit> {
  const { range, graph, decided, known } = state;
  const bad = range.commits.at(-1);
  if (bad === undefined) throw new Error("A range holds at least the bad commit.");
  const verdicts = new Map(decided.map(({ hash, verdict }) => [hash, verdict]));
  const badEnd = checkBadEnd(bad, verdicts.get(bad.hash));
  if (badEnd !== null) return { step: badEnd, suspectCount: range.commits.length };
  const suspects = suspectsAfter(graph, decided);
  const suspectCount = suspects.places.length;
  const at = (place: number) => range.commits[place] as Commit;
  const isKnown = (place: number) => !suspects.skipped.has(place) && known.has(at(place).tree);
  const knownPlace = chooseNext(graph, { ...suspects, skipped: new Set() }, isKnown);
  const isFree = known.has(range.good.tree) && !verdicts.has(range.good.hash);
  if (knownPlace !== null && !isFree) return { step: { type: "judge", commit: at(knownPlace), role: "between" }, suspectCount };
  const place = chooseNext(graph, suspects);
  const goodEnd = checkGoodEnd(state, isFree || place === null);
  if (goodEnd !== null) return { step: goodEnd, suspectCount };
  if (place !== null) return { step: { type: "judge", commit: at(place), role: "between" }, suspectCount };
  const commits = suspects.places.map(at);
  const [only] = commits;
  if (only !== undefined && commits.length === 1) return { step: { type: "found", commit: only }, suspectCount };
  return { step: { type: "several", commits }, suspectCount };
}

function checkBadEnd<Commit extends RangeCommit>(commit: Commit, verdict: Verdict | undefined): Step<Commit> | null {
  if (verdict === undefined) return { type: "judge", commit, role: "bad-end" };
  if (verdict === "good") return { type: "not-red", commit };
  return verdict === "skipped" ? { type: "unjudged", commit, role: "bad-end" } : null;
}

/** The bad end, and two more: that all of them are bad may be no accident. */
const suspiciousCount = 3;

/** `isDue`: it costs nothing, or nobody else is left to ask. */
function checkGoodEnd<Commit extends RangeCommit>({ range, graph, decided }: SearchState<Commit>, isDue: boolean): Step<Commit> | null {
  const commit = range.good;
  const verdict = decided.find(({ hash }) => hash === commit.hash)?.verdict;
  if (verdict === "bad") return { type: "not-green", commit };
  // Who builds on it passes, so it does.
  const isShown = ({ hash }: Decided) => hash === commit.hash || graph.holdsGood[graph.places.get(hash) ?? -1] === true;
  if (decided.some((one) => one.verdict === "good" && isShown(one))) return null;
  if (verdict === "skipped") return isDue ? { type: "unjudged", commit, role: "good-end" } : null;
  const badCount = decided.filter((one) => one.verdict === "bad").length;
  return isDue || badCount >= suspiciousCount ? { type: "judge", commit, role: "good-end" } : null;
}

/** About how many commits still have to be judged among so many suspects. */
export function stepsLeft(suspectCount: number): number {
  return Math.ceil(Math.log2(Math.max(1, suspectCount)));
}
