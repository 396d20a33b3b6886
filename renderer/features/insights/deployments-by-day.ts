import type { DoraDeployment } from "../../../shared/contract/dora.ts";
import { dayMs } from "../../../shared/time.ts";

/** What was deployed on one day. */
export interface DeployedDay {
  readonly deployments: readonly DoraDeployment[];
  readonly hasFailed: boolean;
}

/** Deployments by the day (UTC, since 1970-01-01) on which they began to serve, the oldest first on each. */
export function deploymentsByDay(deployments: readonly DoraDeployment[]): ReadonlyMap<number, DeployedDay> {
  const ordered = deployments.toSorted((one, other) => one.at - other.at);
  const days = Map.groupBy(ordered, ({ at }) => Math.floor(at / dayMs));
  return new Map([...days].map(([day, ofDay]) => [day, { deployments: ofDay, hasFailed: ofDay.some(isFailed) }]));
}

/** Whether a deployment counts as failed. */
export function isFailed({ failures }: DoraDeployment): boolean {
  return failures.length > 0;
}

/** `1.6.2 deployed`, `1.6.2: rolled back to 1.6.1 after 4 m 00 s`. */
export function deploymentWords({ name, failures }: DoraDeployment): string {
  const [first] = failures;
  return first === undefined ? `${name} deployed` : `${name}: ${first.text}`;
}
