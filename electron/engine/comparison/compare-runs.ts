import type { RunComparison, RunDifference } from "../../../shared/contract/health.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { withThousands } from "../../../shared/counts.ts";
import type { StageRunId, TestId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { Importance, RankedDifference } from "../fingerprint/fingerprint.ts";
import { differencesOfStages } from "./stage-differences.ts";
import { isBroken, pairStages, tellStages } from "./stages.ts";

/** A test that fails in the newer run and did not in the older one. */
export interface TestThatFails {
  readonly testId: TestId;
  readonly stageRunId: StageRunId;
  /** With its suites. */
  readonly name: string;
  readonly isNew: boolean;
  /** Where it is written, relative to the project with `/`; `null` when that is not known. */
  readonly file: string | null;
}

/** Everything that is known of two runs of a project. */
export interface RunFacts {
  readonly run: Run;
  readonly against: Run;
  /** Without attempts that were made again. */
  readonly stages: { readonly before: readonly StageRun[]; readonly after: readonly StageRun[] };
  readonly plans: { readonly before: readonly PlannedStage[]; readonly after: readonly PlannedStage[] };
  /** What each stage took in its last runs in which it passed. */
  readonly pastMs: ReadonlyMap<string, readonly number[]>;
  readonly environment: readonly RankedDifference[];
  /** The newest first. */
  readonly commits: RunComparison["commits"];
  readonly files: RunComparison["files"];
  /** Of the changed files those that the logs and tests of what fails name. */
  readonly named: ReadonlySet<string>;
  /** Commits that changed a named file. */
  readonly touching: ReadonlySet<string>;
  readonly failing: readonly TestThatFails[];
}

/** What lies between two runs alone explains more than one of many. */
const leastWeightOfCommit = 0.4;
const leastWeightOfFile = 0.3;
const moreWhenAlone = 0.25;

/** So many tests that newly fail are looked for; there may be more when there are as many. */
export const mostTestsRead = 100;

/** More of one kind say no more. */
const mostTests = 5;
const mostFiles = 20;
const mostCommits = 20;

/** What is other in one run than in another, the likeliest explanation first, and their stages beside each other. Pure. */
export function compareRuns(facts: RunFacts): Pick<RunComparison, "differences" | "stages"> {
  const pairs = pairStages(facts.stages.before, facts.stages.after, facts.pastMs);
  const newlyBroken = pairs.filter(({ before, after }) => isBroken(after) && !isBroken(before));
  const differences = [
    ...differencesOfStages(pairs, facts.plans, newlyBroken.length > 0),
    ...differencesOfTests(facts.failing),
    ...facts.environment.map(ofEnvironment),
    ...differencesOfFiles(facts),
    ...differencesOfCommits(facts),
  ];
  return { differences: differences.sort((one, other) => other.weight - one.weight), stages: tellStages(pairs) };
}

const nowhere = { stageRunId: null, testId: null, commit: null, path: null };

/** The first ones, and how many there are beyond: of a thousand that fail together the names of a few do. */
function differencesOfTests(failing: readonly TestThatFails[]): RunDifference[] {
  const [first] = failing;
  const more = failing.length - mostTests;
  if (first === undefined || more <= 0) return failing.map(ofTest);
  const count = `${withThousands(more)}${failing.length >= mostTestsRead ? " or more" : ""}`;
  const text = `${count} other ${more === 1 ? "test fails that did" : "tests fail that did"} not before`;
  return [...failing.slice(0, mostTests).map(ofTest), { ...nowhere, kind: "test", name: "other tests", text, weight: 0.955 }];
}

function ofTest({ testId, stageRunId, name, isNew, file }: TestThatFails): RunDifference {
  const text = isNew ? `${name} is new and fails` : `${name} fails, it had passed`;
  return { ...nowhere, kind: "test", name, text, weight: 0.96, testId, stageRunId, path: file };
}

/** A program of another kind or a lock file explains most; a variable that is set or not hardly anything. */
const weightOfEnvironment: Readonly<Record<Importance, number>> = {
  ...{ tool: 0.92, lockFile: 0.9, smallToolChange: 0.78, system: 0.6, telling: 0.5, variable: 0.12, rarely: 0.1 },
};

function ofEnvironment(difference: RankedDifference): RunDifference {
  const { kind, name, importance } = difference;
  const path = kind === "lock-file" ? name : null;
  return { ...nowhere, kind: "environment", name, text: environmentText(difference), weight: weightOfEnvironment[importance], path };
}

function environmentText({ kind, name, before, after }: RankedDifference): string {
  if (kind === "lock-file") {
    if (before === null) return `${name} is new`;
    return after === null ? `${name} is gone` : `${name} has other contents`;
  }
  if (kind === "variable") return after === null ? `${name} is not set any more` : `${name} is set, it was not`;
  if (before === null) return `${name} is there (${after}), it was not`;
  return after === null ? `${name} is gone, it was ${before}` : `${name} is ${after}, it was ${before}`;
}

/** Those that are named first; one that the environment tells of already is not told twice. */
function differencesOfFiles({ files, named, environment }: RunFacts): RunDifference[] {
  const told = new Set(environment.flatMap(({ kind, name }) => (kind === "lock-file" ? [name] : [])));
  return files
    .filter(({ path }) => !told.has(path))
    .sort((one, other) => Number(named.has(other.path)) - Number(named.has(one.path)))
    .slice(0, mostFiles)
    .map(({ path, change }) => {
      const isNamed = named.has(path);
      const text = `${path} was ${change}${isNamed ? ", and what fails names it" : ""}`;
      return {
        ...nowhere,
        kind: "file",
        name: path,
        text,
        weight: isNamed ? 0.85 : leastWeightOfFile + moreWhenAlone / files.length,
        path,
      };
    });
}

function differencesOfCommits({ commits, touching }: RunFacts): RunDifference[] {
  return commits
    .toSorted((one, other) => Number(touching.has(other.commit)) - Number(touching.has(one.commit)))
    .slice(0, mostCommits)
    .map(({ commit, subject, author }) => {
      const isTouching = touching.has(commit);
      const text = `${commit.slice(0, 10)} ${subject}, by ${author}${isTouching ? ", changes a file that what fails names" : ""}`;
      // Of two things that are as likely, the file says more than the commit that holds it with others.
      return {
        ...nowhere,
        kind: "commit",
        name: commit,
        text,
        weight: isTouching ? 0.82 : leastWeightOfCommit + moreWhenAlone / commits.length,
        commit,
      };
    });
}
