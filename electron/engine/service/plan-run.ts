import type { PipelineProblem, Run } from "../../../shared/contract/schemas.ts";
import { nearest } from "../../../shared/nearest.ts";
import { selectStages } from "../../../shared/pipeline/graph.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { readFilesState } from "../git/git.ts";
import { describeProblem, loadPipeline } from "../pipeline/pipeline.ts";
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

/** A run that can be started. */
export interface RunPlan {
  readonly request: RunRequest;
  /** What git could not tell of the folder, for the person; `null` mostly. */
  readonly note: string | null;
}

/**
 * Reads the pipeline as it stands now, picks the stages and asks git what they will run on. The folder must be
 * trusted: git looks at its files.
 */
export async function planRun(project: StoredProject, wish: RunWish): Promise<Result<RunPlan, PlanFailure>> {
  const [pipeline, { note, identity }] = await Promise.all([loadPipeline(project.path), identify(project.path)]);
  if (pipeline.origin === "invalid") return err(invalid(project, pipeline.problems));
  const { stages, unknown } = selectStages(pipeline.plan, wish);
  if (pipeline.plan.length === 0) {
    return err(
      failure("nothing-to-run", `${project.name} has no stages.`, "Write a millrace.yml; millrace detect shows what is found without one."),
    );
  }
  const [mistyped] = unknown;
  if (mistyped !== undefined)
    return err(
      unknownStage(
        mistyped,
        pipeline.plan.map(({ name }) => name),
      ),
    );
  const { stages: selection, only, parallel, trigger } = wish;
  const place = { projectId: project.id, projectPath: project.path };
  return ok({ request: { ...place, stages, selection: [...selection], only, parallel, trigger, ...identity }, note });
}

type Identity = Pick<NewRun, "branch" | "commit" | "tree" | "dirty" | "subject" | "author">;

const noIdentity: Identity = { branch: null, commit: null, tree: null, dirty: false, subject: null, author: null };

async function identify(folder: string): Promise<{ identity: Identity; note: string | null }> {
  const state = await readFilesState(folder);
  if (!state.ok) {
    const isExpected = state.failure.code === "not-a-repository" || state.failure.code === "git-missing";
    return { identity: noIdentity, note: isExpected ? null : explain(state.failure, "This run belongs to no commit.") };
  }
  const { branch, commit, subject, author, changedFiles, tree, treeFailure } = state.value;
  // What git did not tell counts as changed: a result must not be taken for the commit's.
  const identity = { branch, commit, subject, author, dirty: changedFiles !== 0, tree };
  return { identity, note: treeFailure === null ? null : explain(treeFailure, "This run belongs to no tree.") };
}

function explain({ message, hint }: Failure, consequence: string): string {
  return [message, consequence, hint].filter((sentence) => sentence !== "").join(" ");
}

function invalid(project: StoredProject, problems: PipelineProblem[]): PlanFailure {
  const [first] = problems;
  const more = problems.length > 1 ? ` (The first of ${problems.length} faults.)` : "";
  const message = first === undefined ? `The pipeline of ${project.name} has faults.` : `${describeProblem(first)}${more}`;
  return { ...failure("pipeline-invalid", message, "Correct the file; millrace validate lists every fault."), problems };
}

function unknownStage(name: string, known: readonly string[]): PlanFailure {
  const near = nearest(name, known);
  const hint = near === null ? `There are ${known.join(", ")}.` : `Did you mean ${near}?`;
  return failure("unknown-stage", `There is no stage ${JSON.stringify(name)}.`, hint);
}
