import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clearingPasses, type FlakyState, judge, toldOf } from "./flaky.ts";

/** One outcome of a test in one variant, as a report tells it. */
interface Outcome {
  readonly tree: string | null;
  readonly end: "passed" | "failed" | "skipped";
  readonly failedAttempts: number;
}

/** The judge as it is used: what is known of a tree is looked up in the history. */
function judged(outcomes: readonly Outcome[]): FlakyState | null {
  let state: FlakyState | null = null;
  for (const [at, outcome] of outcomes.entries()) {
    const tree = treeOf(outcome, at);
    const past = outcomes.slice(0, at).map((earlier, place) => ({ ...countOf(earlier), tree: treeOf(earlier, place) }));
    const onTree = past.filter((earlier) => tree !== null && earlier.tree === tree);
    const known = { passes: sum(onTree.map(({ passes }) => passes)), failures: sum(onTree.map(({ failures }) => failures)) };
    state = judge(state, known, { tree, ...countOf(outcome), atMs: at });
  }
  return state;
}

/** By the definition alone, over the whole history: what says so is an outcome that makes a tree have both, or fails on one that passed. */
function bruteForce(outcomes: readonly Outcome[]) {
  let last = -1;
  let straight = 0;
  let trees = new Set<string>();
  for (const [at, outcome] of outcomes.entries()) {
    const { passes, failures } = countOf(outcome);
    if (passes + failures === 0) continue;
    const tree = treeOf(outcome, at);
    const same = outcomes.slice(0, at + 1).filter((other, place) => tree !== null && treeOf(other, place) === tree);
    const earlier = same.slice(0, -1);
    const has = (list: readonly Outcome[]) =>
      list.some((other) => countOf(other).passes > 0) && list.some((other) => countOf(other).failures > 0);
    if (tree !== null && has(same) && (failures > 0 || !has(earlier))) {
      last = at;
      straight = 0;
      trees.add(tree);
      continue;
    }
    straight = failures > 0 ? 0 : straight + 1;
    if (straight >= clearingPasses) {
      last = -1;
      trees = new Set();
    }
  }
  return last === -1 ? null : { lastAt: last, passesSince: straight, trees: [...trees].sort() };
}

function countOf({ end, failedAttempts }: Outcome) {
  return { passes: end === "passed" ? 1 : 0, failures: failedAttempts + (end === "failed" ? 1 : 0) };
}

function treeOf({ tree, failedAttempts }: Outcome, at: number): string | null {
  return tree ?? (failedAttempts > 0 ? `run ${at}` : null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const outcome: fc.Arbitrary<Outcome> = fc.record({
  tree: fc.constantFrom("a", "b", "c", null),
  end: fc.constantFrom("passed", "passed", "passed", "failed", "skipped"),
  failedAttempts: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
});

describe("flaky by tree", () => {
  it("is what the definition says of the whole history, whatever came", () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 40 }), (outcomes) => {
        const state = judged(outcomes);
        const expected = bruteForce(outcomes);
        const told = state === null ? null : { ...state, trees: state.trees.map(({ tree }) => tree).sort() };
        expect(told).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, Outcome[], boolean]>([
    ["a test that fails for good", [pass("a"), fail("b"), fail("b"), fail("c")], false],
    ["one that failed and passed on the same files", [fail("a"), pass("a")], true],
    ["one that passed and failed on the same files", [pass("a"), fail("a")], true],
    ["files that git could not tell", [pass(null), fail(null)], false],
    ["attempts that a report tells of, whatever git knew", [{ ...pass(null), failedAttempts: 1 }], true],
    ["four straight passes since", [pass("a"), fail("a"), ...times(4, pass("b"))], true],
    ["five straight passes since", [pass("a"), fail("a"), ...times(5, pass("b"))], false],
    [
      "five passes with a failure among them",
      [pass("a"), fail("a"), pass("b"), pass("b"), fail("c"), pass("d"), pass("d"), pass("d")],
      true,
    ],
    ["a skipped test between its passes", [pass("a"), fail("a"), ...times(3, pass("b")), skip("b"), ...times(2, pass("b"))], false],
    ["a cleared one that fails on other files", [pass("a"), fail("a"), ...times(5, pass("b")), fail("c")], false],
    ["a cleared one that fails on the same files again", [pass("a"), fail("a"), ...times(5, pass("b")), fail("a")], true],
  ])("says of %s", (_, outcomes, isFlaky) => expect(judged(outcomes) !== null).toBe(isFlaky));

  it("tells how often it failed on the files that say so, over its variants", () => {
    const one = judged([pass("a"), fail("a"), pass("a"), pass("b"), fail("b")]);
    const other = judged([fail("a"), pass("a"), pass("c")]);
    expect(toldOf([one, other].filter((state) => state !== null))).toEqual({
      trees: 2,
      failures: 3,
      outcomes: 7,
      lastAt: 4,
      passesSince: 0,
    });
    expect(toldOf([])).toBeNull();
  });
});

function pass(tree: string | null): Outcome {
  return { tree, end: "passed", failedAttempts: 0 };
}

function fail(tree: string | null): Outcome {
  return { tree, end: "failed", failedAttempts: 0 };
}

function skip(tree: string | null): Outcome {
  return { tree, end: "skipped", failedAttempts: 0 };
}

function times(count: number, outcome: Outcome): Outcome[] {
  return Array.from({ length: count }, () => outcome);
}
