import type { Environment } from "../../../shared/contract/deployments.ts";
import { type DeploymentId, deploymentId, type ProjectId, type ReleaseId, releaseId, rowOf } from "../../../shared/ids.ts";
import { minuteMs } from "../../../shared/time.ts";
import type { Database } from "./database.ts";

/** What is known of an environment beside its deployments. */
export interface EnvironmentState {
  /** The deployment whose release serves; `null` when nothing does, or nobody knows. */
  readonly currentId: DeploymentId | null;
  readonly drift: Environment["drift"];
  /** A person's freeze, whether it still holds or not; `null` without. */
  readonly freeze: PersonsFreeze | null;
}

/** A freeze that a person asked for. */
export interface PersonsFreeze {
  readonly reason: string;
  /** `null` until it is lifted. */
  readonly untilMs: number | null;
  readonly person: string;
  readonly frozenAtMs: number;
}

/** What serves in an environment. */
export interface Serving extends Pick<Environment, "name" | "needs"> {
  readonly releaseId: ReleaseId;
}

/** Somebody has begun to put a release somewhere automatically. */
export interface DeploymentClaim {
  readonly environment: string;
  readonly releaseId: ReleaseId;
  /** When others may take it over. */
  readonly retryAtMs: number;
}

/** The `environment_state` and `deployment_claim` tables. Every change but a claim is an event. */
export interface EnvironmentTable {
  /** Of an environment that nothing is known of: nothing. */
  get(project: ProjectId, name: string): EnvironmentState;
  /** Which release serves where, as far as anybody knows, with what the environment asked for when it came there; by name. */
  serving(project: ProjectId): Serving[];
  /** Keeps what a look at the target found. `currentId`: what serves; left out when the look could not tell. */
  noteLook(project: ProjectId, name: string, drift: NonNullable<Environment["drift"]>, currentId?: DeploymentId | null): void;
  freeze(project: ProjectId, name: string, freeze: PersonsFreeze): void;
  unfreeze(project: ProjectId, name: string, now: number): void;
  claims(project: ProjectId): DeploymentClaim[];
  /** Begins to put a release somewhere automatically. False, and nothing changed, when somebody has begun already. */
  claim(project: ProjectId, name: string, release: ReleaseId, now: number): boolean;
}

/** How long a claim holds that comes to nothing, and at most after it came to nothing again and again. */
const retryAfterMs = 2 * minuteMs;
const mostRetryMs = 24 * 60 * minuteMs;

interface StateRow {
  current_id: number | null;
  drift_state: NonNullable<Environment["drift"]>["state"] | null;
  drift_detail: string | null;
  looked_at: number | null;
  freeze_reason: string | null;
  freeze_until: number | null;
  freeze_person: string | null;
  frozen_at: number | null;
}

/** Gives access to the tables. */
export function environmentTable(database: Database): EnvironmentTable {
  const announce = (project: ProjectId, now: number) =>
    void database.run("insert into event (at, project_id, about_environments) values (?, ?, 1)", now, rowOf(project));
  return {
    get: (project, name) => {
      const row = database.one<StateRow>("select * from environment_state where project_id = ? and name = ?", rowOf(project), name);
      return row === undefined ? { currentId: null, drift: null, freeze: null } : toState(row);
    },
    serving: (project) =>
      database
        .all<{ name: string; needs: string; release_id: number }>(
          `select e.name, d.environment_json ->> '$.needs' as needs, d.release_id from environment_state e join deployment d on d.id = e.current_id
            where e.project_id = ? order by e.name`,
          rowOf(project),
        )
        .map(({ name, needs, release_id }) => ({ name, needs: JSON.parse(needs) as string[], releaseId: releaseId(release_id) })),
    noteLook: (project, name, { state, detail, lookedAt }, currentId) => {
      setState(database, project, name, "drift_state = ?, drift_detail = ?, looked_at = ?", state, detail, lookedAt);
      if (currentId !== undefined) setCurrent(database, project, name, currentId);
      announce(project, lookedAt);
    },
    freeze: (project, name, { reason, untilMs, person, frozenAtMs }) => {
      const columns = "freeze_reason = ?, freeze_until = ?, freeze_person = ?, frozen_at = ?";
      setState(database, project, name, columns, reason, untilMs, person, frozenAtMs);
      announce(project, frozenAtMs);
    },
    unfreeze: (project, name, now) => {
      setState(database, project, name, "freeze_reason = null, freeze_until = null, freeze_person = null, frozen_at = null");
      announce(project, now);
    },
    claims: (project) =>
      database
        .all<{ environment: string; release_id: number; retry_at: number }>(
          "select environment, release_id, retry_at from deployment_claim where project_id = ?",
          rowOf(project),
        )
        .map((row) => ({ environment: row.environment, releaseId: releaseId(row.release_id), retryAtMs: row.retry_at })),
    claim: (project, name, release, now) => {
      const key = [rowOf(project), name, rowOf(release)] as const;
      const known = database.one<{ tries: number; retry_at: number }>(
        "select tries, retry_at from deployment_claim where project_id = ? and environment = ? and release_id = ?",
        ...key,
      );
      if (known !== undefined && known.retry_at > now) return false;
      const tries = (known?.tries ?? 0) + 1;
      const retryAt = now + Math.min(mostRetryMs, retryAfterMs * 2 ** (tries - 1));
      database.run(
        "insert into deployment_claim values (?, ?, ?, ?, ?) on conflict do update set tries = ?, retry_at = ?",
        ...key,
        tries,
        retryAt,
        tries,
        retryAt,
      );
      return true;
    },
  };
}

/** Notes which deployment's release serves. */
export function setCurrent(database: Database, project: ProjectId, name: string, current: DeploymentId | null): void {
  setState(database, project, name, "current_id = ?", current === null ? null : rowOf(current));
}

function setState(database: Database, project: ProjectId, name: string, change: string, ...values: (string | number | null)[]): void {
  database.run("insert into environment_state (project_id, name) values (?, ?) on conflict do nothing", rowOf(project), name);
  database.run(`update environment_state set ${change} where project_id = ? and name = ?`, ...values, rowOf(project), name);
}

function toState(row: StateRow): EnvironmentState {
  const { drift_state, drift_detail, looked_at, freeze_reason, freeze_until, freeze_person, frozen_at } = row;
  return {
    currentId: row.current_id === null ? null : deploymentId(row.current_id),
    drift: drift_state === null ? null : { state: drift_state, detail: drift_detail ?? "", lookedAt: looked_at ?? 0 },
    freeze:
      freeze_reason === null
        ? null
        : { reason: freeze_reason, untilMs: freeze_until, person: freeze_person ?? "", frozenAtMs: frozen_at ?? 0 },
  };
}
