import type { Delivered } from "./delivered.ts";

/** A commit as far as its way to a deployment is asked. Hashes are full, times epoch milliseconds. */
export interface KnownCommit {
  readonly hash: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** When it was written: a rebase, an amendment and a pick keep that. */
  readonly authoredAt: number;
  readonly committedAt: number;
  readonly subject: string;
  /** Paths that it changed, a line each, in git's order; empty for a merge. */
  readonly paths: string;
}

/** In `claims`: no deployment has it. */
export const unclaimed = -1;

/**
 * With which of `delivered` each commit came first, as places in both lists. Each commit is counted once, whatever holds
 * it later: one that goes away with a rollback and comes back does not come anew. `places` finds commits by their hash.
 */
export function claimCommits(
  commits: readonly KnownCommit[],
  places: ReadonlyMap<string, number>,
  delivered: readonly Pick<Delivered, "commit">[],
): Int32Array {
  const claims = new Int32Array(commits.length).fill(unclaimed);
  for (const [number, { commit }] of delivered.entries()) {
    const open = [commit];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      const place = places.get(hash);
      if (place === undefined || claims[place] !== unclaimed) continue;
      claims[place] = number;
      open.push(...(commits[place]?.parents ?? []));
    }
  }
  return claims;
}
