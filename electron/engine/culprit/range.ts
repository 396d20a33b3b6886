/** What the search knows of a commit. */
export interface RangeCommit {
  /** Full hash. */
  readonly hash: string;
  readonly tree: string;
  /** Full hashes; those that are not in the range do not matter. */
  readonly parents: readonly string[];
}

/** The commits among which the culprit is: all that the bad one builds on, without all that the good one builds on. */
export interface Range<Commit extends RangeCommit = RangeCommit> {
  /** Passes, or is to be shown to pass; not among `commits`. */
  readonly good: Commit;
  /** Each after its parents; the last one is bad, or is to be shown to be. */
  readonly commits: readonly Commit[];
}

/** What the stage says of a commit; `skipped` when it could not say. */
export type Verdict = "good" | "bad" | "skipped";

/** A verdict on a commit of the range. */
export interface Decided {
  readonly hash: string;
  readonly verdict: Verdict;
}

/** The range with places instead of hashes; made once for a search. */
export interface RangeGraph {
  readonly places: ReadonlyMap<string, number>;
  /** Places of each commit's parents in the range. */
  readonly parents: readonly (readonly number[])[];
  /** Whether each commit builds on the good end. */
  readonly holdsGood: readonly boolean[];
}

/** Gives each commit of a range its place in `commits`. */
export function graphOf({ good, commits }: Range): RangeGraph {
  const places = new Map(commits.map(({ hash }, place) => [hash, place]));
  const parents = commits.map((commit) => commit.parents.flatMap((parent) => places.get(parent) ?? []));
  const holdsGood: boolean[] = [];
  for (const [place, commit] of commits.entries())
    holdsGood.push(commit.parents.includes(good.hash) || (parents[place] ?? []).some((parent) => holdsGood[parent] === true));
  return { places, parents, holdsGood };
}
