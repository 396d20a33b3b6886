import { type DeploymentId, deploymentId, type ProjectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** A service began or ended. */
export interface ServiceMoment {
  readonly at: number;
  readonly service: string;
  readonly what: "started" | "ended";
  readonly cause: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A runbook was run. */
export interface RunbookMoment {
  readonly at: number;
  readonly runId: RunId;
  readonly name: string;
  readonly status: string;
}

/** A span of time, both ends included. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What happened around an incident, out of the tables of others. Only reads. */
export interface HappeningTable {
  /** Of each environment the last deployment that had begun to change it by then. */
  lastDeployments(project: ProjectId, byMs: number): DeploymentId[];
  /** With which the release came that a deployment put there, maybe again: itself, or the last one before it that brought another. */
  bringerOf(id: DeploymentId): DeploymentId;
  /** Deployments that began to change something in the time, the oldest first. */
  deployments(project: ProjectId, span: TimeSpan, limit: number): DeploymentId[];
  /** The newest `limit` of the time, the oldest first. */
  services(project: ProjectId, span: TimeSpan, limit: number): ServiceMoment[];
  /** The oldest first. */
  runbooks(project: ProjectId, span: TimeSpan, limit: number): RunbookMoment[];
}

interface ServiceRow {
  at: number;
  service: string;
  what: ServiceMoment["what"];
  cause: string;
  exit_code: number | null;
  exit_signal: string | null;
}

/** Gives access to the tables. */
export function happeningTable(database: Database): HappeningTable {
  const ids = (sql: string, ...values: number[]) => database.all<{ id: number }>(sql, ...values).map(({ id }) => deploymentId(id));
  return {
    lastDeployments: (project, byMs) =>
      ids("select max(id) as id from deployment where project_id = ? and started_at <= ? group by environment", rowOf(project), byMs),
    bringerOf: (id) =>
      ids(
        `select coalesce(max(other.id), ?) as id from deployment mine join deployment other
            on other.project_id = mine.project_id and other.environment = mine.environment and other.release_id = mine.release_id
          where mine.id = ? and other.id <= mine.id and other.started_at is not null
            and other.previous_release_id is not other.release_id`,
        ...[rowOf(id), rowOf(id)],
      )[0] ?? id,
    deployments: (project, { fromMs, toMs }, limit) =>
      ids(
        "select id from deployment where project_id = ? and started_at between ? and ? order by started_at, id limit ?",
        ...[rowOf(project), fromMs, toMs, limit],
      ),
    services: (project, { fromMs, toMs }, limit) =>
      database
        .all<ServiceRow>(
          `select * from (
            select t.started_at as at, s.name as service, 'started' as what, t.cause, null as exit_code, null as exit_signal
              from service_start t join service s on s.id = t.service_id where s.project_id = ? and t.started_at between ? and ?
            union all
            select t.finished_at, s.name, 'ended', '', t.exit_code, t.exit_signal
              from service_start t join service s on s.id = t.service_id where s.project_id = ? and t.finished_at between ? and ?
          ) order by at desc limit ?`,
          ...[rowOf(project), fromMs, toMs, rowOf(project), fromMs, toMs, limit],
        )
        .reverse()
        .map(({ exit_code: exitCode, exit_signal: signal, ...row }) => ({ ...row, exitCode, signal })),
    runbooks: (project, { fromMs, toMs }, limit) =>
      database
        .all<{ id: number; at: number; selection: string; status: string }>(
          `select id, created_at as at, selection, status from run
            where project_id = ? and created_at between ? and ? and trigger = 'runbook' order by created_at, id limit ?`,
          ...[rowOf(project), fromMs, toMs, limit],
        )
        .map(({ id, at, selection, status }) => {
          const [stage = ""] = JSON.parse(selection) as string[];
          return { at, runId: runId(id), name: stage.replace(/^runbook:/, ""), status };
        }),
  };
}
