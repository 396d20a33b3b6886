import type { PipelineProblem, Run } from "../../../../shared/contract/schemas.ts";
import type { RunId } from "../../../../shared/ids.ts";
import { nearest } from "../../../../shared/nearest.ts";
import { selectStages } from "../../../../shared/pipeline/graph.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { runFolder } from "../../data-folder.ts";
import { type ChangeBase, readKeptChanges } from "../../git/git.ts";
import { type LoadedPipeline, loadPipeline, parsedMemory } from "../../pipeline/pipeline.ts";
import { type RunRequest, readStagesBefore } from "../../run/run.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import { expectTimes } from "../history/expected-times.ts";
import { planRerun, type Rerun, type RerunPlan } from "./rerun.ts";
import { type GroundFailure, groundInCheckout, groundInFolder, newCheckout, type RunGround } from "./run-ground.ts";

/** The pipeline's file has faults. */
export type PipelineInvalid = Failure<"pipeline-invalid"> & { readonly problems: PipelineProblem[] };

/** Why there is nothing that could be run. */
export type PlanFailure = PipelineInvalid | Failure<"nothing-to-run" | "unknown-stage" | "folder-missing" | "no-checkout">;

/** What a person asked for. */
export interface RunWish {
  /** Names of stages; empty for the whole pipeline. */
  readonly stages: readonly string[];
  readonly only: boolean;
  readonly parallel: number;
  readonly trigger: Run["trigger"];
  /** What a trigger reacted to; absent when a person asks. */
  readonly cause?: RunCause;
  /** Whether stages may be left out because nothing that they depend on has changed. */
  readonly usesCache: boolean;
  /** A commit, branch or tag to run in a folder of its own; `null` runs the project's folder as it is. */
  readonly revision: string | null;
  /** What the name of that folder begins with, for whoever must find it again before a run names it; absent mostly. */
  readonly checkoutPrefix?: string;
  /** The run of which something is run again; `null` for a run that stands for itself. */
  readonly rerun: { readonly of: RunId; readonly what: Rerun } | null;
}

/** What a trigger of the pipeline reacted to. */
export interface RunCause {
  /** See `Run.triggerDetail`. */
  readonly detail: string;
  /** See `NewRun.triggerGroup`. */
  readonly group: string;
  /** The branch that the revision was seen on; `null` without. */
  readonly branch: string | null;
}

/** A run that can be started. */
export interface RunPlan {
  readonly request: RunRequest;
  /** What git could not tell, or a checkout does not hold, for the person; `null` mostly. */
  readonly note: string | null;
}

/**
 * Finds what is to be run on, reads the pipeline as it stands there, and picks the stages. The folder must be trusted: git
 * looks at its files.
 */
export async function planRun(
  store: Store,
  project: StoredProject,
  wish: RunWish,
  now: Clock,
): Promise<Result<RunPlan, PlanFailure | StoreFailure>> {
  // What lies in the folder already is read while git answers.
  const reading = wish.revision === null ? loadPipeline(project.path, parsedMemory(store.folder, project.path)) : null;
  const found =
    wish.revision === null
      ? ok(await groundInFolder(project.path, store.folder))
      : await groundInCheckout(project.path, wish.revision, store.folder, now, newCheckout(wish.checkoutPrefix));
  if (!found.ok) return err(noCheckout(found.failure));
  // A checkout of a hash does not know on which branch that was seen.
  const ground = { ...found.value, branch: found.value.branch ?? wish.cause?.branch ?? null };
  return planOn(store, project, wish, ground, reading ?? loadPipeline(found.value.projectPath));
}

/** The same on a ground that is there, by a pipeline that may still be being read. Lets go of the ground. */
export async function planOn(
  store: Store,
  project: StoredProject,
  wish: RunWish,
  ground: RunGround,
  reading: LoadedPipeline | Promise<LoadedPipeline>,
): Promise<Result<RunPlan, PlanFailure | StoreFailure>> {
  try {
    const pipeline = await reading;
    if (pipeline.origin === "invalid") return err(invalidPipeline(project, pipeline.problems));
    const chosen = chooseStages(store, pipeline.plan.stages, wish, ground);
    if (!chosen.ok) return chosen;
    if (chosen.value.stages.length === 0) return err(nothingToRun(project));
    const changes = await changesFor(store, project, chosen.value.stages, ground);
    return ok({ request: requestFor(store, project, wish, { pipeline, ground, changes, ...chosen.value }), note: ground.note });
  } finally {
    await ground.close();
  }
}

interface Chosen extends RerunPlan {
  readonly pipeline: LoadedPipeline;
  readonly ground: RunGround;
  readonly changes: readonly string[] | null;
}

function requestFor(
  store: Store,
  project: StoredProject,
  wish: RunWish,
  { pipeline, ground, changes, stages, kept, before }: Chosen,
): RunRequest {
  const { parallel, trigger, cause, usesCache, rerun } = wish;
  // What was asked for of an earlier run alone is no run of the whole pipeline, even if that was one.
  const { selection, only } =
    rerun?.what.what === "only" ? { selection: rerun.what.stages, only: true } : { selection: wish.stages, only: wish.only };
  const { branch, tag, commit, tree, dirty, subject, author, checkout, projectPath, pendingChanges } = ground;
  const places = kept.map(({ place }) => place);
  const expected = expectTimes(store, project.id, stages, parallel, places);
  return {
    ...{ projectId: project.id, projectPath, checkout, branch, tag, commit, tree, dirty, subject, author, pendingChanges },
    ...{ stages, kept, before, selection: [...selection], only, parallel, trigger, usesCache, retryOf: rerun?.of ?? null },
    ...{ triggerDetail: cause?.detail ?? null, triggerGroup: cause?.group ?? null },
    ...{ timeoutMs: pipeline.plan.timeoutMs, concurrency: pipeline.plan.concurrency, changes },
    ...{ expectedStageMs: expected.stageMs, expectedMs: expected.runMs, expectedP90Ms: expected.runP90Ms },
  };
}

/**
 * Paths that changed since the last run of the branch that passed, when a condition may ask for them: which do, only who
 * compiles them knows, but none can without the word.
 */
async function changesFor(
  store: Store,
  project: StoredProject,
  stages: readonly PlannedStage[],
  ground: RunGround,
): Promise<readonly string[] | null> {
  const conditions = stages.flatMap((stage) => [stage.condition, ...stage.steps.map((step) => step.condition)]);
  if (!conditions.some((text) => text?.includes("change"))) return null;
  const green = store.read(({ runs }) => runs.newestGreen(project.id, ground.branch));
  return ground.changesSince(green.ok && green.value !== null ? await baseOf(store, green.value) : null);
}

async function baseOf(store: Store, green: Run): Promise<ChangeBase> {
  const { commit, tree, dirty } = green;
  return { commit, tree, isDirty: dirty, kept: dirty ? await readKeptChanges(runFolder(store.folder, green.id)) : null };
}

function chooseStages(
  store: Store,
  plan: readonly PlannedStage[],
  wish: RunWish,
  ground: RunGround,
): Result<RerunPlan, PlanFailure | StoreFailure> {
  if (wish.rerun !== null) return chooseAgain(store, plan, wish.rerun, ground);
  const { stages, unknown } = selectStages(plan, wish);
  const [mistyped] = unknown;
  return mistyped === undefined ? ok({ stages, kept: [], before: {} }) : err(unknownStage(mistyped, namesOf(plan)));
}

function chooseAgain(
  store: Store,
  plan: readonly PlannedStage[],
  { of, what }: NonNullable<RunWish["rerun"]>,
  ground: RunGround,
): Result<RerunPlan, PlanFailure | StoreFailure> {
  const earlier = store.read(({ runs, stageRuns }) => ({ run: runs.get(of), stages: stageRuns.ofRun(of) }));
  if (!earlier.ok) return earlier;
  const { run, stages } = earlier.value;
  if (run === null) return err(failure("nothing-to-run", `Run ${of} is not in the history.`));
  const mistyped = "stages" in what ? what.stages.find((name) => !plan.some((stage) => stage.name === name)) : undefined;
  if (mistyped !== undefined) return err(unknownStage(mistyped, namesOf(plan)));
  // In a checkout of its own nothing is there that earlier stages have made.
  const isSame = run.tree !== null && run.tree === ground.tree && !run.isCheckout && ground.checkout === null;
  const before = readStagesBefore(store.folder, of);
  return ok(planRerun(plan, { id: run.id, number: run.number, stages, before, outdated: outdatedNames(run, ground) }, what, isSame));
}

/** What conditions may ask for and that is not what it was; what nobody kept counts as changed. */
function outdatedNames(run: Run, ground: RunGround): string[] {
  const facts = (["branch", "tag", "commit", "dirty"] as const).filter((name) => run[name] !== ground[name]);
  return [...facts, ...(run.trigger === "retry" ? [] : ["trigger"]), "env", "change"];
}

function namesOf(plan: readonly PlannedStage[]): string[] {
  return [...new Set(plan.map(({ name }) => name))];
}

function nothingToRun({ name }: StoredProject): PlanFailure {
  return failure("nothing-to-run", `${name} has no stages.`, "Write a millrace.yml; millrace detect shows what is found without one.");
}

function noCheckout({ message, hint }: GroundFailure): PlanFailure {
  return failure("no-checkout", message, hint);
}

/** Why a pipeline that has problems is not run. */
export function invalidPipeline(project: StoredProject, problems: PipelineProblem[]): PipelineInvalid {
  const [first] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : "";
  const message =
    first === undefined
      ? `The pipeline of ${project.name} has faults.`
      : `${first.file}:${first.line}:${first.column}: ${more === "" ? first.message : first.message.replace(/\.$/, "")}${more}`;
  return { ...failure("pipeline-invalid", message, "Correct the file; millrace validate lists every fault."), problems };
}

function unknownStage(name: string, known: readonly string[]): PlanFailure {
  const near = nearest(name, known);
  const hint = near === null ? `There are ${known.join(", ")}.` : `Did you mean ${near}?`;
  return failure("unknown-stage", `There is no stage ${JSON.stringify(name)}.`, hint);
}
