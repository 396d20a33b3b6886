import type { Deployment } from "../../../shared/contract/deployments.ts";
import { dayMs } from "../../../shared/time.ts";

/** What was deployed on one day. */
export interface DeployedDay {
  readonly deployments: readonly Deployment[];
  /** Whether one of them was taken back, or took one back. */
  readonly isTakenBack: boolean;
}

/** Deployments that served, by the day (UTC, since 1970-01-01) on which they began to, the oldest first on each. */
export function deploymentsByDay(deployments: readonly Deployment[]): ReadonlyMap<number, DeployedDay> {
  const served = deployments
    .filter(({ servedAt }) => servedAt !== null)
    .toSorted((one, other) => (one.servedAt ?? 0) - (other.servedAt ?? 0));
  const days = Map.groupBy(served, ({ servedAt }) => Math.floor((servedAt ?? 0) / dayMs));
  return new Map([...days].map(([day, ofDay]) => [day, { deployments: ofDay, isTakenBack: ofDay.some(isTakenBack) }]));
}

/** Whether a deployment did not stay. */
export function isTakenBack({ state, kind }: Deployment): boolean {
  return state === "rolled-back" || kind === "rollback";
}

/** `1.6.2 into production`, `1.6.2 rolled back in production`, `back to 1.6.1 in production`. */
export function deploymentWords({ release, environment, state, kind }: Deployment): string {
  if (kind === "rollback") return `back to ${release.version} in ${environment}`;
  return state === "rolled-back" ? `${release.version} rolled back in ${environment}` : `${release.version} into ${environment}`;
}
