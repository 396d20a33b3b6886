import fc from "fast-check";
import { expect, test } from "vitest";
import { randomFrom } from "../../../e2e/bench/random.ts";
import { ancestorsOf, branchedHistory, type MadeCommit } from "../../../e2e/fixtures/branched-history.ts";
import { type Decided, graphOf, nextStep, type Range, type Step, type Verdict } from "./culprit.ts";

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** The commits of a history between its first and its last. Each has a tree of its own. */
function rangeOf(history: readonly MadeCommit[]): Range {
  const commits = history.map(({ parents }, place) => ({ hash: `c${place}`, tree: `t${place}`, parents: parents.map((one) => `c${one}`) }));
  const [good, ...rest] = commits;
  if (good === undefined) throw new Error("A history has a first commit.");
  return { good, commits: rest };
}

interface Told {
  readonly end: Step;
  readonly runs: number;
}

/** What the history says of both ends, when a failed run and the last green one are where the search starts. */
function endsOf({ good, commits }: Range): Map<string, Verdict> {
  return new Map([
    [good.tree, "good"],
    [commits.at(-1)?.tree ?? "", "bad"],
  ]);
}

/** Searches to the end; `judgeAt` is asked once for each commit that is not known. */
function search(range: Range, judgeAt: (hash: string) => Verdict, known: ReadonlyMap<string, Verdict> = endsOf(range)): Told {
  const graph = graphOf(range);
  const decided: Decided[] = [];
  for (let runs = 0; ; ) {
    const { step } = nextStep({ range, graph, decided, known });
    if (step.type !== "judge") return { end: step, runs };
    const { hash, tree } = step.commit;
    expect(decided.some((other) => other.hash === hash)).toBe(false);
    const answer = known.get(tree);
    if (answer === undefined) runs += 1;
    decided.push({ hash, verdict: answer ?? judgeAt(hash) });
  }
}

const placeOf = (hash: string) => Number(hash.slice(1));

/** Bad is what builds on the culprit. */
function brokenBy(history: readonly MadeCommit[], culprit: number): (hash: string) => Verdict {
  const isBad = history.map((_, place) => ancestorsOf(history, place).has(culprit));
  return (hash) => (isBad[placeOf(hash)] ? "bad" : "good");
}

test("in a branched history the culprit is found, in few runs, wherever it is", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 160 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, count, branches) => {
      const random = randomFrom(seed);
      const history = branchedHistory(random, count, branches);
      const culprit = 1 + Math.floor(random() * (history.length - 1));
      const range = rangeOf(history);
      const { end, runs } = search(range, brokenBy(history, culprit));
      expect(end).toMatchObject({ type: "found", commit: { hash: `c${culprit}` } });
      expect(runs).toBeLessThanOrEqual(Math.log2(range.commits.length) + 3);
      // Where nothing is known of the ends, the bad one costs a run, and the good one when all others are bad.
      const unsure = search(range, brokenBy(history, culprit), new Map());
      expect(unsure.end).toEqual(end);
      expect(unsure.runs).toBeLessThanOrEqual(Math.log2(range.commits.length) + 4);
    }),
    { numRuns: 1_500 },
  );
});

test("in any history the culprit is found, with runs that no history of two-parent merges goes beyond", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 60 }), (seed, count) => {
      const random = randomFrom(seed);
      const history: MadeCommit[] = [{ parents: [] }];
      while (history.length < count) history.push({ parents: anyTwo(random, history.length) });
      const held = [...ancestorsOf(history, history.length - 1)].filter((place) => place > 0);
      const culprit = held[Math.floor(random() * held.length)] as number;
      const whole = rangeOf(history);
      const range = { ...whole, commits: whole.commits.filter(({ hash }) => held.includes(placeOf(hash))) };
      const { end, runs } = search(range, brokenBy(history, culprit));
      expect(end).toMatchObject({ type: "found", commit: { hash: `c${culprit}` } });
      // Of n suspects a third at least is cleared each time.
      expect(runs).toBeLessThanOrEqual(Math.log(held.length) / Math.log(1.5) + 1);
    }),
    { numRuns: 1_000 },
  );
});

function anyTwo(random: () => number, count: number): number[] {
  return [...new Set([Math.floor(random() * count), Math.floor(random() * count)])];
}

test("what could not be judged hides the culprit only behind itself", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 3, max: 60 }), fc.double({ min: 0, max: 0.9, noNaN: true }), (seed, count, share) => {
      const random = randomFrom(seed);
      const history = branchedHistory(random, count);
      const culprit = 1 + Math.floor(random() * (history.length - 1));
      const last = history.length - 1;
      const isUnjudgeable = history.map((_, place) => place !== 0 && place !== last && random() < share);
      const truth = brokenBy(history, culprit);
      const { end } = search(rangeOf(history), (hash) => (isUnjudgeable[placeOf(hash)] ? "skipped" : truth(hash)));
      const named = end.type === "found" ? [end.commit] : end.type === "several" ? end.commits : [];
      expect(named.map(({ hash }) => hash)).toContain(`c${culprit}`);
      // Nobody is named who is cleared by a commit that can be judged: all but the bad one are unjudgeable.
      for (const { hash } of named.slice(0, -1)) expect(isUnjudgeable[placeOf(hash)]).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("what is known costs no run, and brings the same answer", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 80 }), fc.double({ min: 0, max: 1, noNaN: true }), (seed, count, share) => {
      const random = randomFrom(seed);
      const history = branchedHistory(random, count);
      const culprit = 1 + Math.floor(random() * (history.length - 1));
      const truth = brokenBy(history, culprit);
      const range = rangeOf(history);
      const known = endsOf(range);
      for (const place of history.keys()) if (random() < share) known.set(`t${place}`, truth(`c${place}`));
      const { end, runs } = search(range, truth, known);
      expect(end).toMatchObject({ type: "found", commit: { hash: `c${culprit}` } });
      expect(runs).toBeLessThanOrEqual(Math.log2(range.commits.length) + 3);
      if (share === 1) expect(runs).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});

test("a stage that was broken and mended many times: some commit is named that fails, with parents that do not", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 60 }), (seed, count) => {
      const random = randomFrom(seed);
      const verdicts: Verdict[] = Array.from({ length: count }, () => (random() < 0.5 ? "bad" : "good"));
      verdicts[0] = "good";
      verdicts[count - 1] = "bad";
      const line = verdicts.map((_, place) => ({ parents: place === 0 ? [] : [place - 1] }));
      const { end } = search(rangeOf(line), (hash) => verdicts[placeOf(hash)] as Verdict);
      if (end.type !== "found") throw new Error(end.type);
      const place = placeOf(end.commit.hash);
      expect([verdicts[place - 1], verdicts[place]]).toEqual(["good", "bad"]);
    }),
    { numRuns: 1_000 },
  );
});
