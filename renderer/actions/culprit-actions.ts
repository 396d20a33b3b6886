import type { CulpritPreview, CulpritSearch } from "../../shared/contract/culprits.ts";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import type { TestOutcome } from "../../shared/contract/tests.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure, Result } from "../../shared/result.ts";
import { currentStages } from "../../shared/stage-groups.ts";
import { isTerminal } from "../../shared/status.ts";
import { call } from "../link/call.ts";
import { takeCulprit } from "../state/culprits.ts";
import { changeQuery, navigate } from "../state/route.ts";
import { showFailure } from "../state/toasts.ts";

/** What a search is asked for in the window: always for a failed stage of a run. */
export interface CulpritWish {
  readonly run: Run;
  readonly stage: string;
  readonly variant: string | null;
  /** Empty for the last one that the history knows. */
  readonly good: string;
  readonly repeat: number;
  readonly keepsBuilds: boolean;
}

/** The stage of a run of which the culprit can be looked for: the chosen one when it failed, else the first that did. */
export function stageToBlame(stages: readonly StageRun[], chosen: StageRun | null): StageRun | null {
  const failed = currentStages(stages).filter(({ status }) => status === "failed");
  return failed.find(({ id }) => id === chosen?.id) ?? failed.find(({ name }) => name === chosen?.name) ?? failed[0] ?? null;
}

/** Whether there is anything to look for: a stage failed on some commit. */
export function canFindCulprit(run: Run, stages: readonly StageRun[]): boolean {
  return run.commit !== null && run.trigger !== "culprit" && isTerminal(run.status) && stageToBlame(stages, null) !== null;
}

/** Shows what a search for a run would have to do, beside its log. */
export function showCulprit(run: Run): void {
  if (location.hash.startsWith(`#/${run.projectId}/runs/${run.id}`)) changeQuery({ tab: "culprit" });
  else navigate({ kind: "run", projectId: run.projectId, runId: run.id, stageRunId: null, query: { tab: "culprit" } });
}

/** The same for the stage in which a test failed: it is the judge. */
export function showCulpritOfTest(projectId: ProjectId, { runId, stageRunId }: Pick<TestOutcome, "runId" | "stageRunId">): void {
  navigate({ kind: "run", projectId, runId, stageRunId, query: { tab: "culprit" } });
}

function requestOf({ run, stage, variant, good, repeat, keepsBuilds }: CulpritWish) {
  const { projectId, id: runId } = run;
  return { projectId, runId, stage, variant, repeat, keepsBuilds, ...(good === "" ? {} : { good }) };
}

/** Looks what a search would have to do. */
export async function previewCulprit(wish: CulpritWish): Promise<Result<CulpritPreview, Failure>> {
  return call((engine) => engine.culprits.preview(requestOf(wish)));
}

/** Begins a search. */
export async function startCulprit(wish: CulpritWish): Promise<void> {
  const answer = await call((engine) => engine.culprits.start(requestOf(wish)));
  if (answer.ok) takeCulprit(answer.value);
  else showFailure(answer.failure);
}

/** Ends a search and the run that is under way for it. */
export async function cancelCulprit({ id }: CulpritSearch): Promise<void> {
  const answer = await call((engine) => engine.culprits.cancel({ culpritId: id }));
  if (answer.ok) takeCulprit(answer.value);
  else showFailure(answer.failure);
}

/** Goes on with a search. */
export async function resumeCulprit({ id }: CulpritSearch): Promise<void> {
  const answer = await call((engine) => engine.culprits.resume({ culpritId: id }));
  if (answer.ok) takeCulprit(answer.value);
  else showFailure(answer.failure);
}
