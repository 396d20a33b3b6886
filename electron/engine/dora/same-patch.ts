import { type KnownCommit, unclaimed } from "./claim.ts";

/** Changes that may be the same: what a commit that was deployed changed, and what one or several others did. */
export interface Suspicion {
  /** The commit that was deployed. */
  readonly commit: string;
  /** The other: what `tip` changed against `base`. */
  readonly tip: string;
  readonly base: string;
  /** The first commit of the other, whose time counts when they are the same, and that time. */
  readonly oldest: string;
  readonly authoredAt: number;
}

/** A squash comes soon after what it is made of; of one file that is changed all the time no more are compared. */
const mostTargets = 20;

/**
 * Which deployed commits may be squashes, or rebases with a new date, of commits that no deployment holds: those that
 * changed the same paths, and were written later. Whether the patches are the same is for git to tell. A rebase that kept
 * the author's time needs none of this.
 */
export function suspectSquashes(commits: readonly KnownCommit[], places: ReadonlyMap<string, number>, claims: Int32Array): Suspicion[] {
  const outside = commits.filter((commit, place) => claims[place] === unclaimed && commit.parents.length > 0);
  if (outside.length === 0) return [];
  const byPaths = Map.groupBy(
    commits.filter((commit, place) => claims[place] !== unclaimed && commit.paths !== ""),
    ({ paths }) => paths,
  );
  for (const targets of byPaths.values()) targets.sort((one, other) => one.committedAt - other.committedAt);
  const isOutside = (hash: string) => {
    const place = places.get(hash);
    return place !== undefined && claims[place] === unclaimed;
  };
  const chains = [...outside.flatMap(alone), ...branches(commits, places, outside, isOutside)];
  return chains.flatMap(({ paths, endedAt, ...chain }) =>
    (byPaths.get(paths) ?? [])
      .filter(({ authoredAt, committedAt }) => authoredAt > chain.authoredAt && committedAt >= endedAt)
      .slice(0, mostTargets)
      .map(({ hash }) => ({ commit: hash, ...chain })),
  );
}

/** What a squash may be of. */
interface Chain extends Pick<Suspicion, "tip" | "base" | "oldest" | "authoredAt"> {
  readonly paths: string;
  readonly endedAt: number;
}

function alone({ hash, parents, authoredAt, committedAt, paths }: KnownCommit): Chain[] {
  const [base, ...others] = parents;
  if (base === undefined || others.length > 0 || paths === "") return [];
  return [{ tip: hash, base, oldest: hash, authoredAt, paths, endedAt: committedAt }];
}

/** Whole branches of two commits and more, each from where it left what was deployed, or took that in last. */
function branches(
  commits: readonly KnownCommit[],
  places: ReadonlyMap<string, number>,
  outside: readonly KnownCommit[],
  isOutside: (hash: string) => boolean,
): Chain[] {
  const inner = new Set(outside.flatMap(({ parents }) => parents));
  return outside
    .filter(({ hash }) => !inner.has(hash))
    .flatMap((tip) => {
      let base: string | null = null;
      let oldest = tip;
      let length = 0;
      const paths = new Set<string>();
      for (let commit: KnownCommit | undefined = tip; commit !== undefined; ) {
        const [first, ...merged]: readonly string[] = commit.parents;
        base ??= merged.find((hash) => !isOutside(hash)) ?? null;
        if (merged.length === 0) {
          length += 1;
          for (const path of commit.paths.split("\n")) if (path !== "") paths.add(path);
          if (commit.authoredAt < oldest.authoredAt || oldest.parents.length > 1) oldest = commit;
        }
        if (first === undefined) return [];
        if (!isOutside(first)) {
          base ??= first;
          break;
        }
        commit = commits[places.get(first) ?? -1];
      }
      if (length < 2 || base === null) return [];
      const { hash, authoredAt } = oldest;
      return [{ tip: tip.hash, base, oldest: hash, authoredAt, paths: [...paths].sort().join("\n"), endedAt: tip.committedAt }];
    });
}

/** What became of a commit: the oldest commit of the same patch, and when that was written. */
export interface Origin {
  readonly commit: string;
  readonly authoredAt: number;
}

/** The origins of deployed commits, by their hashes: `patchOf` tells the patch of a commit alone, and of a span. */
export function findOrigins(
  suspicions: readonly Suspicion[],
  patchOf: (tip: string, base: string | null) => string | null,
): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const { commit, tip, base, oldest, authoredAt } of suspicions) {
    const patch = patchOf(commit, null);
    if (patch === null || patch !== patchOf(tip, base)) continue;
    const known = origins.get(commit);
    if (known === undefined || authoredAt < known.authoredAt) origins.set(commit, { commit: oldest, authoredAt });
  }
  return origins;
}
