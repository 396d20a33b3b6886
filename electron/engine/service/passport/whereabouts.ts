import type { Passport } from "../../../../shared/contract/passports.ts";
import type { DeliveredDeployment } from "../../store/store.ts";

/** What is known of where a commit came to. */
export interface WhereaboutsFacts {
  /** Those of the file in its order, then others of the history. */
  readonly environments: readonly string[];
  /** In the order in which they were begun. */
  readonly deployments: readonly DeliveredDeployment[];
  /** What serves now, by environment. */
  readonly current: ReadonlyMap<string, DeliveredDeployment>;
  /** Whether a deployment's release holds the commit; `null` when git does not know that release's commit. */
  readonly holds: (commit: string) => boolean | null;
  readonly authoredAt: number;
}

/** A deployment that brought a commit to where it was not, and when the next one came; `null` as long as none has. */
export interface Arrival {
  readonly deployment: DeliveredDeployment;
  readonly untilMs: number | null;
}

/** Where the commit came to, environment by environment. */
export function whereabouts(facts: WhereaboutsFacts): Passport["environments"] {
  return facts.environments.map((environment) => {
    const served = facts.deployments.filter((one) => one.environment === environment);
    const held = served.map(({ commit }) => facts.holds(commit) === true);
    const brought = served[held.indexOf(true)];
    const serving = facts.current.get(environment);
    const isThere = serving === undefined ? (served.length === 0 ? false : null) : facts.holds(serving.commit);
    const after = served[held.lastIndexOf(true) + 1];
    const isTakenAway = brought !== undefined && isThere === false && after?.kind === "rollback";
    if (brought === undefined)
      return { environment, isThere, deploymentId: null, state: null, version: null, at: null, leadMs: null, rolledBackBy: null };
    const { id: deploymentId, state, version, servedAt: at } = brought;
    const leadMs = Math.max(0, at - facts.authoredAt);
    return { environment, isThere, deploymentId, state, version, at, leadMs, rolledBackBy: isTakenAway ? after.id : null };
  });
}

/** Every time that the commit came to where it was not. */
export function arrivalsOf({ environments, deployments, holds }: WhereaboutsFacts): Arrival[] {
  return environments.flatMap((environment) => {
    const served = deployments.filter((one) => one.environment === environment);
    let isThere = false;
    return served.flatMap((deployment, place) => {
      const wasThere = isThere;
      const isHeld = holds(deployment.commit) === true;
      // What its health took back left behind what was there before.
      if (deployment.state !== "rolled-back") isThere = isHeld;
      return isHeld && !wasThere ? [{ deployment, untilMs: served[place + 1]?.servedAt ?? null }] : [];
    });
  });
}

/** Things that began after the commit came somewhere and before the next deployment there, each with the last arrival before it. */
export function begunAfter<Thing>(
  arrivals: readonly Arrival[],
  things: readonly { readonly thing: Thing; readonly beganAt: number }[],
): { thing: Thing; deployment: DeliveredDeployment }[] {
  return things.flatMap(({ thing, beganAt }) => {
    const before = arrivals.filter(({ deployment, untilMs }) => beganAt >= deployment.servedAt && (untilMs === null || beganAt < untilMs));
    const last = before.toSorted((left, right) => left.deployment.servedAt - right.deployment.servedAt).at(-1);
    return last === undefined ? [] : [{ thing, deployment: last.deployment }];
  });
}
