import type { PipelineProblem, Run } from "../../../shared/contract/schemas.ts";
import { nearest } from "../../../shared/nearest.ts";
import { selectStages } from "../../../shared/pipeline/graph.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { type GitState, readGitState, readWorkingTreeHash } from "../git/git.ts";
import { loadPipeline } from "../pipeline/pipeline.ts";
import type { RunRequest } from "../run/run.ts";
import type { NewRun, StoredProject } from "../store/store.ts";

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
}

/**
 * Reads the pipeline as it stands now, picks the stages and asks git what they will run on. The folder must be
 * trusted: git looks at its files.
 */
export async function planRun(project: StoredProject, wish: RunWish): Promise<Result<RunRequest, PlanFailure>> {
  const [pipeline, git] = await Promise.all([loadPipeline(project.path), identify(project.path)]);
  if (pipeline.origin === "invalid") return err(invalid(project, pipeline.problems));
  const { stages, unknown } = selectStages(pipeline.plan.stages, wish);
  const [mistyped] = unknown;
  if (mistyped !== undefined)
    return err(
      unknownStage(
        mistyped,
        pipeline.plan.stages.map(({ name }) => name),
      ),
    );
  if (stages.length === 0) {
    return err(
      failure("nothing-to-run", `${project.name} has no stages.`, "Write a millrace.yml; millrace detect shows what is found without one."),
    );
  }
  const { stages: selection, only, parallel, trigger } = wish;
  return ok({ projectId: project.id, projectPath: project.path, stages, selection: [...selection], only, parallel, trigger, ...git });
}

type Identity = Pick<NewRun, "branch" | "commit" | "tree" | "dirty" | "subject" | "author">;

const noIdentity: Identity = { branch: null, commit: null, tree: null, dirty: false, subject: null, author: null };

async function identify(folder: string): Promise<Identity> {
  const state = await readGitState(folder, { isTrusted: true });
  if (!state.ok) return noIdentity;
  const { branch, commit, subject, author } = state.value;
  const dirty = (state.value.changedFiles ?? 0) > 0;
  return { branch, commit, subject, author, dirty, tree: await treeOf(folder, state.value, dirty) };
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
