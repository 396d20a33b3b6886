import type { Approval } from "../../shared/contract/schemas.ts";
import type { StageRunId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { currentProjectId } from "../state/current.ts";
import { liveRunsStore, waitingStages } from "../state/live-runs.ts";
import { showOverlay } from "../state/overlay.ts";

/** Asks the person what these stages wait for: one, or several variants of one. */
export function review(stageRunIds: readonly StageRunId[]): void {
  if (stageRunIds.length > 0) showOverlay({ kind: "approval", stageRunIds });
}

/** Asks what the longest waiting stage of the shown project waits for; all its variants together. */
export function reviewNext(): void {
  const waiting = waitingStages(liveRunsStore.getState(), currentProjectId());
  const [first] = waiting;
  review(waiting.filter(({ runId, name }) => runId === first?.runId && name === first.name).map(({ id }) => id));
}

/** Whether a stage of the shown project waits for a person. */
export function isAnyWaiting(): boolean {
  return waitingStages(liveRunsStore.getState(), currentProjectId()).length > 0;
}

/** Gives the same answer to each of these stages. Answers why the first of them could not be; `null` when all were. */
export async function answerStages(
  stageRunIds: readonly StageRunId[],
  decision: NonNullable<Approval["decision"]>,
  comment: string,
): Promise<Failure | null> {
  for (const stageRunId of stageRunIds) {
    const answer = await call((engine) => engine.runs.approve({ stageRunId, decision, comment }));
    if (!answer.ok) return answer.failure;
  }
  return null;
}
