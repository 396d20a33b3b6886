import type { Deployment, DeploymentState, Environment } from "./contract/deployments.ts";
import type { Look } from "./stage-groups.ts";

const looks: Readonly<Record<DeploymentState, Look>> = {
  waiting: "waiting",
  switching: "running",
  watching: "running",
  "rolling-back": "canceling",
  deployed: "passed",
  "rolled-back": "failed",
  failed: "failed",
  canceled: "canceled",
  lost: "interrupted",
};

const words: Readonly<Record<DeploymentState, string>> = {
  waiting: "Waiting",
  switching: "Deploying",
  watching: "Watching health",
  "rolling-back": "Rolling back",
  deployed: "Deployed",
  "rolled-back": "Rolled back",
  failed: "Failed",
  canceled: "Canceled",
  lost: "Lost",
};

/** The status whose picture and colour a deployment has. */
export function lookOfDeployment({ state }: Pick<Deployment, "state">): Look {
  return looks[state];
}

/** The word for where a deployment stands. */
export function deploymentWord({ state }: Pick<Deployment, "state">): string {
  return words[state];
}

/** Whether nothing becomes of a deployment any more. */
export function isOver({ state }: Pick<Deployment, "state">): boolean {
  return !["waiting", "switching", "watching", "rolling-back"].includes(state);
}

/** Where an environment stands, with the sentence that says so. */
export interface EnvironmentStanding {
  /** `none`: nothing was ever deployed there. */
  readonly look: Look | "none";
  readonly text: string;
  /** Whether a person should look at it. */
  readonly needsLook: boolean;
}

/** What matters most of an environment: what is on its way, else what went wrong last, else how it serves. */
export function standingOf({ latest, current, drift, health }: Environment): EnvironmentStanding {
  if (latest !== null && !isOver(latest)) {
    const { version } = latest.release;
    const text = {
      waiting: `${version} waits`,
      switching: `${version} is being deployed`,
      watching: `${version} serves, its health is watched`,
      "rolling-back": `${version} is being rolled back`,
    }[latest.state as "waiting" | "switching" | "watching" | "rolling-back"];
    return { look: lookOfDeployment(latest), text, needsLook: latest.state === "waiting" };
  }
  if (latest?.state === "lost") return { look: "interrupted", text: "Nobody knows what serves: look at the target", needsLook: true };
  if (drift?.state === "drifted") return { look: "errored", text: "Not as it was deployed", needsLook: true };
  if (latest?.state === "rolled-back") return { look: "failed", text: `${latest.release.version} was rolled back`, needsLook: true };
  if (latest?.state === "failed") return { look: "failed", text: `${latest.release.version} failed`, needsLook: true };
  if (current === null) return { look: "none", text: "Nothing deployed yet", needsLook: false };
  return { look: "passed", text: health === null ? "Serves" : "Serves, in good health", needsLook: false };
}

/**
 * Environments in the order of promotion: those that need none first, then those that need only these, and so on; within
 * a rank in the order of the file. A circle, which the file's check refuses, ends in the last rank.
 */
export function ranksOf<Item extends Pick<Environment, "name" | "needs">>(environments: readonly Item[]): Item[][] {
  const ranks: Item[][] = [];
  const placed = new Set<string>();
  const names = new Set(environments.map(({ name }) => name));
  let rest = [...environments];
  while (rest.length > 0) {
    const next = rest.filter(({ needs }) => needs.every((need) => placed.has(need) || !names.has(need)));
    const rank = next.length === 0 ? rest : next;
    ranks.push(rank);
    for (const { name } of rank) placed.add(name);
    rest = rest.filter((environment) => !rank.includes(environment));
  }
  return ranks;
}
