import type { Flaky } from "../../../shared/contract/tests.ts";

/*
 * Flaky by tree: a test that passed and failed on the same files, in the same variant, cannot owe that to the files. It is
 * called flaky until it has passed five times in a row.
 */

/** How often a test ended how on one tree, in one variant. */
export interface TreeOutcomes {
  readonly passes: number;
  readonly failures: number;
}

/** What one stage run adds to that. */
export interface NewOutcome extends TreeOutcomes {
  /** The files that it ran on: git's hash of them, or what stands for one stage run where git could not tell; see {@link judge}. */
  readonly tree: string | null;
  readonly atMs: number;
}

/** A tree that a test both passed and failed on. */
interface FlakyTree extends TreeOutcomes {
  readonly tree: string;
}

/** A test that is flaky, in one variant. */
export interface FlakyState {
  /** The trees that say so, the first first; the last {@link keptTrees}. */
  readonly trees: readonly FlakyTree[];
  /** When the last of what says so happened. */
  readonly lastAt: number;
  /** Passes in a row since then. */
  readonly passesSince: number;
}

/** So many straight passes clear a test. */
export const clearingPasses = 5;

/** More say no more. */
const keptTrees = 50;

/**
 * Whether a test is flaky after one outcome more; `null` when it is not. `past` is what else is known of it on the same
 * tree, whenever that was. Without a tree only what happened within the outcome itself, in attempts that its report tells
 * of, can say so: give it a tree of its own then. An outcome of nothing (a skipped test) changes nothing. Pure.
 */
export function judge(state: FlakyState | null, past: TreeOutcomes, { tree, passes, failures, atMs }: NewOutcome): FlakyState | null {
  if (passes + failures === 0) return state;
  const together = { passes: past.passes + passes, failures: past.failures + failures };
  const saysSo = tree !== null && isBoth(together);
  if (saysSo && (failures > 0 || !isBoth(past))) {
    const others = (state?.trees ?? []).filter((known) => known.tree !== tree);
    return { trees: [...others, { tree, ...together }].slice(-keptTrees), lastAt: atMs, passesSince: 0 };
  }
  if (state === null) return null;
  const passesSince = failures > 0 ? 0 : state.passesSince + passes;
  if (passesSince >= clearingPasses) return null;
  const trees = state.trees.map((known) => (known.tree === tree ? { tree, ...together } : known));
  return { ...state, trees, passesSince };
}

function isBoth({ passes, failures }: TreeOutcomes): boolean {
  return passes > 0 && failures > 0;
}

/** What is told of a test that is flaky in these variants; `null` for none. */
export function toldOf(states: readonly FlakyState[]): Flaky | null {
  if (states.length === 0) return null;
  const trees = states.flatMap((state) => state.trees);
  return {
    trees: new Set(trees.map(({ tree }) => tree)).size,
    failures: trees.reduce((sum, { failures }) => sum + failures, 0),
    outcomes: trees.reduce((sum, { failures, passes }) => sum + failures + passes, 0),
    lastAt: Math.max(...states.map(({ lastAt }) => lastAt)),
    passesSince: Math.min(...states.map(({ passesSince }) => passesSince)),
  };
}
