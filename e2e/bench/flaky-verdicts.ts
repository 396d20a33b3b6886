import { type FlakyState, judge, type TreeOutcomes } from "../../electron/engine/test/flaky.ts";
import type { BenchTable } from "./markdown.ts";
import { randomFrom } from "./random.ts";

/** What makes a test fail. */
type Cause = { readonly kind: "stable" | "broken" | "mended" } | { readonly kind: "flaky"; readonly rate: number };

/** How a project is worked at. */
interface Habits {
  readonly name: string;
  /** How often a run is of files that ran before. */
  readonly sameFiles: number;
  /** How often a failed stage is tried at most. */
  readonly attempts: number;
  /** How often something outside makes a tenth of all tests fail. */
  readonly outages: number;
}

const runs = 300;
const testsOfEach = 200;
const rates = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

const habits: readonly Habits[] = [
  { name: "one run in ten is of the same files", sameFiles: 0.1, attempts: 1, outages: 0 },
  { name: "one in three", sameFiles: 0.33, attempts: 1, outages: 0 },
  { name: "failed stages are tried twice", sameFiles: 0, attempts: 2, outages: 0 },
  { name: "twice, and one run in a hundred meets an outage", sameFiles: 0.1, attempts: 2, outages: 0.01 },
];

const nothing: TreeOutcomes = { passes: 0, failures: 0 };

/** What is known of one test. */
interface Known {
  state: FlakyState | null;
  readonly trees: Map<number, TreeOutcomes>;
  wasCalledFlaky: boolean;
  /** By the usual rule: it passed and failed among its last twenty outcomes. */
  readonly recent: boolean[];
  wasCalledMixed: boolean;
}

/** How good verdicts are on histories whose truth is known, for the rule by tree and for the usual one. */
export async function flakyVerdicts(print: (table: BenchTable) => void): Promise<void> {
  print({
    title: `Verdicts on ${runs} runs of ${9 * testsOfEach} tests that are not flaky (sound, broken for good, broken and mended) and ${rates.length * testsOfEach} that are, by how often they fail`,
    head: ["Project", "Precision", ...rates.map((rate) => `Recall, ${rate * 100} %`), "Precision of “mixed in the last 20”"],
    rows: habits.map((habit) => [habit.name, ...verdictsFor(habit)]),
  });
}

function verdictsFor(habit: Habits): string[] {
  const random = randomFrom(11);
  const tests = causes().map((cause) => ({
    cause,
    brokenFrom: Math.floor(random() * runs),
    brokenFor: 1 + Math.floor(random() * 15),
    known: newKnown(),
  }));
  let tree = 0;
  for (let run = 0; run < runs; run += 1) {
    if (random() >= habit.sameFiles) tree += 1;
    const isOutage = random() < habit.outages;
    for (let attempt = 1; attempt <= habit.attempts; attempt += 1) {
      let hasFailed = false;
      for (const { cause, brokenFrom, brokenFor, known } of tests) {
        // What a commit breaks, it breaks for its files: however often those run.
        const isBroken =
          cause.kind === "broken" ? tree >= brokenFrom : cause.kind === "mended" && tree >= brokenFrom && tree < brokenFrom + brokenFor;
        const fails = isBroken || (cause.kind === "flaky" && random() < cause.rate) || (isOutage && attempt === 1 && random() < 0.1);
        hasFailed ||= fails;
        note(known, tree, fails, run);
      }
      if (!hasFailed) break;
    }
  }
  const isFlaky = ({ cause }: { cause: Cause }) => cause.kind === "flaky";
  const precision = (called: typeof tests) => percent(called.filter(isFlaky).length, called.length);
  const recalls = rates.map((rate) => {
    const ofRate = tests.filter(({ cause }) => cause.kind === "flaky" && cause.rate === rate);
    return percent(ofRate.filter(({ known }) => known.wasCalledFlaky).length, ofRate.length);
  });
  return [
    precision(tests.filter(({ known }) => known.wasCalledFlaky)),
    ...recalls,
    precision(tests.filter(({ known }) => known.wasCalledMixed)),
  ];
}

function causes(): Cause[] {
  const steady = (["stable", "broken", "mended"] as const).flatMap((kind) => times(3 * testsOfEach, { kind }));
  return [...steady, ...rates.flatMap((rate) => times(testsOfEach, { kind: "flaky" as const, rate }))];
}

function note(known: Known, tree: number, fails: boolean, run: number): void {
  const outcome = { passes: fails ? 0 : 1, failures: fails ? 1 : 0 };
  const past = known.trees.get(tree) ?? nothing;
  known.state = judge(known.state, past, { tree: `${tree}`, ...outcome, atMs: run });
  known.trees.set(tree, { passes: past.passes + outcome.passes, failures: past.failures + outcome.failures });
  known.wasCalledFlaky ||= known.state !== null;
  known.recent.push(fails);
  if (known.recent.length > 20) known.recent.shift();
  known.wasCalledMixed ||= known.recent.includes(true) && known.recent.includes(false);
}

function newKnown(): Known {
  return { state: null, trees: new Map(), wasCalledFlaky: false, recent: [], wasCalledMixed: false };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)} %`;
}
