import { useStore } from "zustand";
import type { Deployment } from "../../../shared/contract/deployments.ts";
import { liveRunsStore, liveStageOf } from "../../state/live-runs.ts";

/** Whether a person is asked to let a deployment begin; one that is not over may wait for another one instead. */
export function useAsksApproval(deployment: Pick<Deployment, "state" | "stageRunId"> | null): boolean {
  return useStore(
    liveRunsStore,
    (live) => deployment?.state === "waiting" && liveStageOf(live, deployment.stageRunId)?.status === "waiting",
  );
}
