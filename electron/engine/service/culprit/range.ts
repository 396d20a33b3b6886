import type { RunId } from "../../../../shared/ids.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { graphOf, judgePast, type Range, type RangeGraph, type Verdict } from "../../culprit/culprit.ts";
import {
  findAncestorWithTree,
  findCommitsWithout,
  type GitFailure,
  type ListedCommit,
  type RangeFailure,
  type Revision,
  readCommitRange,
  readFileOf,
  resolveRevision,
} from "../../git/git.ts";
import { describeProblem, type LoadedPipeline, loadPipeline, pipelineFileName, readPipelineText } from "../../pipeline/pipeline.ts";
import type { Store, StoredProject, StoreFailure, TreeResult } from "../../store/store.ts";

/** What judges a commit. */
export interface Judge {
  readonly stage: string;
  readonly variant: string | null;
  readonly repeat: number;
}

/** Between which commits to search: names as git takes them. Without `good` the newest one is looked for on which the stage passed. */
export interface Ends {
  readonly good: string | null;
  readonly bad: string;
}

/** Everything that a search decides by. */
export interface SearchRange {
  readonly range: Range<ListedCommit>;
  readonly graph: RangeGraph;
  /** The branch as which the bad end was asked for; `null` when it was no branch. */
  readonly branch: string | null;
  /** By tree: what the history says, and the newest run that says so. */
  readonly known: ReadonlyMap<string, { readonly verdict: Verdict; readonly runId: RunId }>;
  /** For commits without a pipeline's file: the file of the bad commit, else the one that lies in the folder; `null` without either. */
  readonly fallback: LoadedPipeline | null;
}

/** Why there is nothing to search. */
export type SearchRangeFailure =
  | StoreFailure
  | Failure<"no-repository" | "no-commit" | "no-good-known" | "not-a-descendant" | "shallow-border" | "unknown-stage">;

/** As many runs of a stage are looked through for those that passed, and commits for one of their trees. */
const runsLookedAt = 10_000;
const commitsLookedAt = 100_000;

/**
 * The commits between the ends, and what is known of them: a result counts for every commit with the same tree, whatever it
 * was run for. The folder must be trusted.
 */
export async function openRange(
  store: Store,
  project: StoredProject,
  judge: Judge,
  ends: Ends,
): Promise<Result<SearchRange, SearchRangeFailure>> {
  const bad = await resolve(project, ends.bad);
  if (!bad.ok) return bad;
  const { commit: badCommit, branch } = bad.value;
  const loaded = await pipelineOf(project, badCommit);
  if (!loaded.ok) return loaded;
  const fallback = loaded.value;
  const mistyped = refuseUnknownStage(store, project, judge, fallback);
  if (mistyped !== null) return err(mistyped);
  const good = ends.good === null ? await findGood(store, project, judge, badCommit) : await hashOfName(project, ends.good);
  if (!good.ok) return good;
  const read = await readCommitRange(project.path, good.value, badCommit);
  if (!read.ok) return err(toRangeFailure(read.failure));
  const range = read.value;
  const all = [range.good, ...range.commits];
  const foreign = fallback === null ? ok(new Set<string>()) : await findCommitsWithout(project.path, all.map(hashOf), pipelineFileName);
  if (!foreign.ok) return err(toRangeFailure(foreign.failure));
  const foreignTrees = new Set(all.filter(({ hash }) => foreign.value.has(hash)).map(({ tree }) => tree));
  const known = store.read((tables) => {
    const results = tables.treeResults.ofTrees(
      project.id,
      judge.stage,
      all.map(({ tree }) => tree),
    );
    const isAlike = ({ tree, runId }: TreeResult) =>
      !foreignTrees.has(tree) || isSameJudge(tables.plans.ofRun(runId), fallback?.plan.stages ?? [], judge.stage);
    return knownOf(results.filter(isAlike), judge);
  });
  return known.ok ? ok({ range, graph: graphOf(range), branch, known: known.value, fallback }) : known;
}

function hashOf({ hash }: ListedCommit): string {
  return hash;
}

async function hashOfName(project: StoredProject, name: string): Promise<Result<string, SearchRangeFailure>> {
  const revision = await resolve(project, name);
  return revision.ok ? ok(revision.value.commit) : revision;
}

async function resolve({ path }: StoredProject, name: string): Promise<Result<Revision, SearchRangeFailure>> {
  const revision = await resolveRevision(path, name);
  if (revision.ok) return revision;
  const { code, message, hint } = revision.failure;
  const isGit = code === "git-missing" || code === "git-failed" || code === "not-a-repository";
  return err(failure(isGit ? "no-repository" : "no-commit", message, hint));
}

function toRangeFailure(cause: RangeFailure | GitFailure): SearchRangeFailure {
  const { code, message, hint } = cause;
  return code === "not-a-descendant" || code === "shallow-border" ? failure(code, message, hint) : failure("no-repository", message, hint);
}

/** The file of the commit, else the one that lies in the folder; `null` without either. */
async function pipelineOf({ path }: StoredProject, commit: string): Promise<Result<LoadedPipeline | null, SearchRangeFailure>> {
  const text = await readFileOf(path, commit, pipelineFileName);
  const pipeline = text.ok && text.value !== null ? await readPipelineText(text.value) : await loadPipeline(path);
  const [problem] = pipeline.problems;
  if (problem !== undefined)
    return err(
      failure("unknown-stage", `The pipeline has faults: ${describeProblem(problem)}`, "Correct the file, or choose another bad commit."),
    );
  return ok(pipeline.origin === "file" ? pipeline : null);
}

/** Only a file says for sure which stages there are; a stage with a past was there once. */
function refuseUnknownStage(
  store: Store,
  { id }: StoredProject,
  { stage }: Judge,
  pipeline: LoadedPipeline | null,
): SearchRangeFailure | null {
  const names = [...new Set(pipeline?.plan.stages.map(({ name }) => name))];
  if (pipeline === null || names.includes(stage)) return null;
  const past = store.read(({ stageRuns }) => stageRuns.past(id, [stage], 1));
  if (past.ok && past.value.some(({ latest }) => latest !== null)) return null;
  return failure("unknown-stage", `There is no stage ${JSON.stringify(stage)} at the bad commit.`, `There are ${names.join(", ")}.`);
}

async function findGood(store: Store, project: StoredProject, { stage }: Judge, bad: string): Promise<Result<string, SearchRangeFailure>> {
  const trees = store.read(({ treeResults }) => treeResults.greenTrees(project.id, stage, runsLookedAt));
  if (!trees.ok) return trees;
  const found = trees.value.length === 0 ? ok(null) : await findAncestorWithTree(project.path, bad, new Set(trees.value), commitsLookedAt);
  if (!found.ok) return err(toRangeFailure(found.failure));
  if (found.value !== null) return ok(found.value.hash);
  return err(
    failure(
      "no-good-known",
      `No commit before ${bad.slice(0, 10)} is known on which ${stage} passed.`,
      "Choose a commit, branch or tag on which it did, such as the last release.",
    ),
  );
}

/** Two plans judge alike when the stage does the same in them. */
function isSameJudge(one: readonly PlannedStage[], other: readonly PlannedStage[], name: string): boolean {
  const steps = (stages: readonly PlannedStage[]) =>
    JSON.stringify(stages.filter((stage) => stage.name === name).map(({ variant, steps: own }) => [variant, own]));
  return steps(one) === steps(other);
}

function knownOf(results: readonly TreeResult[], { variant, repeat }: Judge): SearchRange["known"] {
  const known = new Map<string, { verdict: Verdict; runId: RunId }>();
  for (const [tree, runs] of Map.groupBy(results, (result) => result.tree)) {
    const verdict = judgePast(
      runs.map(({ ends }) => ends),
      variant,
      repeat,
    );
    const witness = runs.find(({ ends }) => judgePast([ends], variant, 1) === verdict);
    if (verdict !== null && witness !== undefined) known.set(tree, { verdict, runId: witness.runId });
  }
  return known;
}
