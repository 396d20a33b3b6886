import type { Run } from "../../shared/contract/schemas.ts";
import type { ProjectId, RunId, StageRunId } from "../../shared/ids.ts";
import { call } from "../link/call.ts";
import type { Client } from "../link/client.ts";
import { followRun } from "../state/dock.ts";
import { applyToLiveRuns } from "../state/live-runs.ts";
import { type RunRequest, showOverlay } from "../state/overlay.ts";
import { readPipeline } from "../state/pipeline.ts";
import { readProjects } from "../state/projects.ts";
import { showFailure, showToast } from "../state/toasts.ts";

/**
 * Starts a run; the board then draws what notices say. A project that is not trusted yet brings up the trust question,
 * which starts the same run when it is answered with yes. Answers with the run's id; `null` when none was started.
 */
export async function startRun(request: RunRequest): Promise<RunId | null> {
  const answer = await call((engine) => ask(engine, request));
  if (answer.ok) {
    const { runId, note } = answer.value;
    followRun(runId);
    // It stays until it is closed: nothing else tells the person that the run is not on quite what they think.
    if (note !== null) showToast({ kind: "problem", message: note });
    return runId;
  }
  switch (answer.failure.code) {
    case "NOT_TRUSTED":
      showOverlay({ kind: "trust", request });
      return null;
    case "PIPELINE_INVALID":
      void readPipeline();
      showFailure(answer.failure);
      return null;
    case "NOT_FOUND":
      void readProjects();
      showFailure(answer.failure);
      return null;
    default:
      showFailure(answer.failure);
      return null;
  }
}

function ask(engine: Client, { again, projectId, stages, only, useCache }: RunRequest) {
  const names = [...stages];
  if (again === undefined) return engine.runs.start({ projectId, stages: names, only, ...(useCache === undefined ? {} : { useCache }) });
  const { runId, what } = again;
  return engine.runs.retry(what === "all" || what === "failed" ? { runId, what } : { runId, what, stages: names });
}

/** Runs the whole pipeline; `useCache` false also runs what has not changed. */
export function runPipeline(projectId: ProjectId, useCache = true): Promise<RunId | null> {
  return startRun({ projectId, stages: [], only: false, useCache });
}

/** Runs something of an earlier run again: see {@link RunRequest}. What passed on the same files is kept, unless it is asked for. */
export function runAgain(
  projectId: ProjectId,
  runId: RunId,
  what: NonNullable<RunRequest["again"]>["what"],
  stages: readonly string[] = [],
): Promise<RunId | null> {
  return startRun({ projectId, stages, only: what === "only", again: { runId, what } });
}

/** Runs one stage with what it needs; `only` leaves the needs out. */
export function runStage(projectId: ProjectId, stage: string, only = false): Promise<RunId | null> {
  return startRun({ projectId, stages: [stage], only });
}

/** Keeps a run with its logs and artifacts, or lets the limits decide again. Every window hears of it by a notice. */
export async function pinRun(run: Run, isPinned: boolean): Promise<void> {
  const answer = await call((engine) => engine.runs.pin({ runId: run.id, isPinned }));
  if (!answer.ok) {
    showFailure(answer.failure);
    return;
  }
  applyToLiveRuns([answer.value], []);
  showToast({
    message: isPinned ? `Run ${run.number} is pinned.` : `Run ${run.number} is no longer pinned.`,
    hint: isPinned ? "It stays with its logs and artifacts, whatever the limits." : "The limits in the settings decide about it again.",
    action: { label: "Undo", perform: () => void pinRun(run, !isPinned) },
  });
}

/** Asks a run, or one stage of it, to stop. */
export async function cancelRun(runId: RunId, stageRunId?: StageRunId): Promise<void> {
  const answer = await call((engine) => engine.runs.cancel(stageRunId === undefined ? { runId } : { runId, stageRunId }));
  // Whoever comes too late has what they wanted: it has ended.
  if (!answer.ok && answer.failure.code !== "NOT_RUNNING") showFailure(answer.failure);
}
