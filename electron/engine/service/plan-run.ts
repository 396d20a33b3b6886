import type { PipelineProblem, Run } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { nearest } from "../../../shared/nearest.ts";
import { selectStages } from "../../../shared/pipeline/graph.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { type GitState, readGitState, readWorkingTreeHash } from "../git/git.ts";
import { loadPipeline } from "../pipeline/pipeline.ts";
import type { RunRequest } from "../run/run.ts";
import type { NewRun, Store, StoredProject, StoreFailure } from "../store/store.ts";
import { expectTimes } from "./expected-times.ts";
import { planRerun, type Rerun, type RerunPlan } from "./rerun.ts";

/** Why there is nothing that could be run. */
export type PlanFailure =
  | (Failure<"pipeline-invalid"> & { readonly problems: PipelineProblem[] })
  | Failure<"nothing-to-run" | "unknown-stage" | "folder-missing">;

/** What a person asked for. */
export interface RunWish {
  /** Names of stages; empty for the whole pipeline. */
  readonly stages: readonly string[];
  readonly only: boolean;
  readonly parallel: number;
  readonly trigger: Run["trigger"];
  /** Whether stages may be left out because nothing that they depend on has changed. */
  readonly usesCache: boolean;
  /** The run of which something is run again; `null` for a run that stands for itself. */
  readonly rerun: { readonly of: RunId; readonly what: Rerun } | null;
}

/**
 * Reads the pipeline as it stands now, picks the stages and asks git what they will run on. The folder must be
 * trusted: git looks at its files.
 */
export async function planRun(
  store: Store,
  project: StoredProject,
  wish: RunWish,
): Promise<Result<RunRequest, PlanFailure | StoreFailure>> {
  const [pipeline, git] = await Promise.all([loadPipeline(project.path), identify(project.path)]);
  if (pipeline.origin === "invalid") return err(invalid(project, pipeline.problems));
  const chosen = chooseStages(store, pipeline.plan.stages, wish, git);
  if (!chosen.ok) return chosen;
  const { stages, kept } = chosen.value;
  if (stages.length === 0) {
    return err(
      failure("nothing-to-run", `${project.name} has no stages.`, "Write a millrace.yml; millrace detect shows what is found without one."),
    );
  }
  const { stages: selection, only, parallel, trigger, usesCache, rerun } = wish;
  const expected = expectTimes(store, project.id, stages, parallel);
  return ok({
    ...{ projectId: project.id, projectPath: project.path, checkout: null, ...git },
    ...{ stages, kept, selection: [...selection], only, parallel, trigger, usesCache, retryOf: rerun?.of ?? null },
    ...{ timeoutMs: pipeline.plan.timeoutMs, concurrency: pipeline.plan.concurrency, changes: null },
    ...{ expectedStageMs: expected.stageMs, expectedMs: expected.runMs, expectedP90Ms: expected.runP90Ms },
  });
}

function chooseStages(
  store: Store,
  plan: readonly PlannedStage[],
  wish: RunWish,
  git: Identity,
): Result<RerunPlan, PlanFailure | StoreFailure> {
  if (wish.rerun !== null) return chooseAgain(store, plan, wish.rerun, git);
  const { stages, unknown } = selectStages(plan, wish);
  const [mistyped] = unknown;
  return mistyped === undefined ? ok({ stages, kept: [] }) : err(unknownStage(mistyped, namesOf(plan)));
}

function chooseAgain(
  store: Store,
  plan: readonly PlannedStage[],
  { of, what }: NonNullable<RunWish["rerun"]>,
  git: Identity,
): Result<RerunPlan, PlanFailure | StoreFailure> {
  const earlier = store.read(({ runs, stageRuns }) => ({ run: runs.get(of), stages: stageRuns.ofRun(of) }));
  if (!earlier.ok) return earlier;
  const { run, stages } = earlier.value;
  if (run === null) return err(failure("nothing-to-run", `Run ${of} is not in the history.`));
  const mistyped = "stages" in what ? what.stages.find((name) => !plan.some((stage) => stage.name === name)) : undefined;
  if (mistyped !== undefined) return err(unknownStage(mistyped, namesOf(plan)));
  return ok(
    planRerun(plan, { id: run.id, number: run.number, stages }, what, run.tree !== null && run.tree === git.tree && !run.isCheckout),
  );
}

function namesOf(plan: readonly PlannedStage[]): string[] {
  return [...new Set(plan.map(({ name }) => name))];
}

type Identity = Pick<NewRun, "branch" | "tag" | "commit" | "tree" | "dirty" | "subject" | "author">;

const noIdentity: Identity = { branch: null, tag: null, commit: null, tree: null, dirty: false, subject: null, author: null };

async function identify(folder: string): Promise<Identity> {
  const state = await readGitState(folder, { isTrusted: true });
  if (!state.ok) return noIdentity;
  const { branch, commit, subject, author } = state.value;
  const dirty = (state.value.changedFiles ?? 0) > 0;
  return { branch, tag: null, commit, subject, author, dirty, tree: await treeOf(folder, state.value, dirty) };
}

async function treeOf(folder: string, state: GitState, dirty: boolean): Promise<string | null> {
  return dirty ? readWorkingTreeHash(folder) : state.commitTree;
}

function invalid(project: StoredProject, problems: PipelineProblem[]): PlanFailure {
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : "";
  const message =
    first === undefined
      ? `The pipeline of ${project.name} has faults.`
      : `${first.file}:${first.line}:${first.column}: ${first.message}${more}`;
  return { ...failure("pipeline-invalid", message, "Correct the file; millrace validate lists every fault."), problems };
}

function unknownStage(name: string, known: readonly string[]): PlanFailure {
  const near = nearest(name, known);
  const hint = near === null ? `There are ${known.join(", ")}.` : `Did you mean ${near}?`;
  return failure("unknown-stage", `There is no stage ${JSON.stringify(name)}.`, hint);
}
