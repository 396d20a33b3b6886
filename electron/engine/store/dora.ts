import type { DoraRule } from "../../../shared/contract/dora.ts";
import {
  type DeploymentId,
  deploymentId,
  type IncidentId,
  incidentId,
  type ProjectId,
  type RunId,
  rowOf,
  runId,
} from "../../../shared/ids.ts";
import type { Severity } from "../../../shared/severities.ts";
import type { Database } from "./database.ts";

/** A deployment that began to serve. */
export interface ServedRow {
  readonly deploymentId: DeploymentId;
  readonly runId: RunId;
  /** The version. */
  readonly name: string;
  readonly commit: string;
  readonly at: number;
  readonly isWayBack: boolean;
  /** When its health took it back; `null` when it did not. */
  readonly takenBackAt: number | null;
}

/** An incident of a project, and since when what it is about was so. */
export interface IncidentSpan {
  readonly id: IncidentId;
  readonly number: number;
  readonly title: string;
  readonly severity: Severity;
  readonly beganAt: number;
  readonly resolvedAt: number | null;
}

/** The `dora_rule` table, and what of deployments and incidents DORA's keys are counted of. */
export interface DoraTable {
  /** As it was kept; `null` when nobody chose one. */
  rule(project: ProjectId): DoraRule | null;
  setRule(project: ProjectId, rule: DoraRule, now: number): void;
  /** Environments where something has begun to serve at any time. */
  environments(project: ProjectId): string[];
  /** All that began to serve in an environment, in that order. */
  served(project: ProjectId, environment: string): ServedRow[];
  /** The commits that releases made themselves, with the new version in files and the changelog: nobody wrote a change in them. */
  ownCommits(project: ProjectId): string[];
  /** Those that were opened since a moment, in the order of their opening. */
  incidents(project: ProjectId, sinceMs: number): IncidentSpan[];
}

/** Gives access to the tables. */
export function doraTable(database: Database): DoraTable {
  return {
    rule: (project) => {
      const row = database.one<{ rule: string }>("select rule from dora_rule where project_id = ?", rowOf(project));
      return row === undefined ? null : (JSON.parse(row.rule) as DoraRule);
    },
    setRule: (project, rule, now) => {
      database.run(
        "insert into dora_rule (project_id, rule) values (?, ?) on conflict (project_id) do update set rule = excluded.rule",
        ...[rowOf(project), JSON.stringify(rule)],
      );
      database.run("insert into event (at, project_id, about_environments) values (?, ?, 1)", now, rowOf(project));
    },
    environments: (project) =>
      database
        .all<{ environment: string }>(
          "select distinct environment from deployment where project_id = ? and served_at is not null order by environment",
          rowOf(project),
        )
        .map(({ environment }) => environment),
    served: (project, environment) =>
      database
        .all<{
          id: number;
          run_id: number;
          kind: string;
          state: string;
          served_at: number;
          finished_at: number | null;
          version: string;
          commit_hash: string;
        }>(
          `select d.id, d.run_id, d.kind, d.state, d.served_at, d.finished_at, r.version, r.commit_hash
            from deployment d join release r on r.id = d.release_id
            where d.project_id = ? and d.environment = ? and d.served_at is not null order by d.served_at, d.id`,
          ...[rowOf(project), environment],
        )
        .map(({ id, run_id, kind, state, served_at, finished_at, version, commit_hash }) => ({
          ...{ deploymentId: deploymentId(id), runId: runId(run_id), name: version, commit: commit_hash, at: served_at },
          isWayBack: kind === "rollback",
          takenBackAt: state === "rolled-back" ? finished_at : null,
        })),
    ownCommits: (project) =>
      database
        .all<{ commit_hash: string }>(
          "select distinct commit_hash from release where project_id = ? and commit_hash <> base_hash order by commit_hash",
          rowOf(project),
        )
        .map(({ commit_hash }) => commit_hash),
    incidents: (project, sinceMs) =>
      database
        .all<{ id: number; number: number; title: string; severity: Severity; began_at: number; resolved_at: number | null }>(
          `select i.id, i.number, i.title, i.severity, i.resolved_at,
              min(i.opened_at, coalesce((select min(a.since) from alert a where a.incident_id = i.id), i.opened_at)) as began_at
            from incident i where i.project_id = ? and i.opened_at >= ? order by i.opened_at, i.id`,
          ...[rowOf(project), sinceMs],
        )
        .map(({ id, began_at, resolved_at, ...row }) => ({ ...row, id: incidentId(id), beganAt: began_at, resolvedAt: resolved_at })),
  };
}
