import type { Deployment, DeploymentState } from "../../../shared/contract/deployments.ts";
import type { ReleaseId } from "../../../shared/ids.ts";

/** What of a deployment the next ones depend on. */
export interface PastDeployment extends Pick<Deployment, "id" | "kind" | "cause" | "state"> {
  readonly releaseId: ReleaseId;
  /** See `contentsOf`. */
  readonly contents: string;
  /** Whether its health was watched to the end, where that is asked, and was good. */
  readonly isHealthy: boolean;
}

const going: readonly DeploymentState[] = ["waiting", "switching", "watching", "rolling-back"];

/** Whether a deployment goes on, or will. */
export function isGoing(state: DeploymentState): boolean {
  return going.includes(state);
}

/**
 * The release that a rollback leads to: the one that was there in good health before the present one first came. After a
 * rollback that is the one before the release that it led to, so that going back twice goes back two steps. `past` is of one
 * environment, the newest first; `null` when there is nothing.
 */
export function releaseBefore(past: readonly PastDeployment[], current: Pick<PastDeployment, "id">): ReleaseId | null {
  let at = past.findIndex(({ id }) => id === current.id);
  const present = past[at];
  if (present === undefined) return null;
  const isOfPresent = (deployment: PastDeployment | undefined) => deployment?.releaseId === present.releaseId;
  while (past[at]?.kind === "rollback") {
    const earlier = past.findIndex((deployment, place) => place > at && isOfPresent(deployment) && deployment.state === "deployed");
    if (earlier === -1) break;
    at = earlier;
  }
  return past.find((deployment, place) => place > at && !isOfPresent(deployment) && deployment.state === "deployed")?.releaseId ?? null;
}

/** Releases that were there in good health, each once, the last first; without the present one. */
export function earlierReleases(past: readonly PastDeployment[], current: ReleaseId | null): ReleaseId[] {
  const deployed = past.filter(({ state, releaseId }) => state === "deployed" && releaseId !== current);
  return [...new Set(deployed.map(({ releaseId }) => releaseId))];
}
