import {
  type AlertId,
  alertId,
  type CulpritId,
  culpritId,
  type DeploymentId,
  deploymentId,
  type IncidentId,
  incidentId,
  type MonitorId,
  monitorId,
  type ProjectId,
  projectId,
  type ReleaseId,
  type RunId,
  releaseId,
  runId,
  type ServiceId,
  type StageRunId,
  serviceId,
  stageRunId,
} from "../../../shared/ids.ts";
import type { Status, StatusReason } from "../../../shared/status.ts";
import type { Database } from "./database.ts";

/** One change, as recorded. `id` grows; `at` is epoch milliseconds. */
export type StoredEvent = { readonly id: number; readonly at: number } & (
  | { readonly type: "run"; readonly runId: RunId; readonly status: Status; readonly reason: StatusReason | null }
  | {
      readonly type: "stage-run";
      readonly runId: RunId;
      readonly stageRunId: StageRunId;
      readonly status: Status;
      readonly reason: StatusReason | null;
    }
  /** Something about a run changed other than its standing: it was pinned, or is no longer. */
  | { readonly type: "run-facts"; readonly runId: RunId }
  | { readonly type: "project"; readonly projectId: ProjectId }
  /** A search for a culprit is new, or has come further. */
  | { readonly type: "culprit"; readonly projectId: ProjectId; readonly culpritId: CulpritId }
  /** A release is new, or has come further. */
  | { readonly type: "release"; readonly projectId: ProjectId; readonly releaseId: ReleaseId }
  /** A deployment is new, or has come further. */
  | { readonly type: "deployment"; readonly projectId: ProjectId; readonly deploymentId: DeploymentId }
  /** Something else is known of a project's environments than before. */
  | { readonly type: "environments"; readonly projectId: ProjectId }
  /** A service started, became ready, ended, or was told to. */
  | { readonly type: "service"; readonly projectId: ProjectId; readonly serviceId: ServiceId }
  /** A monitor is new, or stands otherwise than before. */
  | { readonly type: "monitor"; readonly projectId: ProjectId; readonly monitorId: MonitorId }
  /** An alert fired, is over, was read or delivered. */
  | { readonly type: "alert"; readonly projectId: ProjectId; readonly alertId: AlertId }
  /** An incident is new, or changed. */
  | { readonly type: "incident"; readonly projectId: ProjectId; readonly incidentId: IncidentId }
  /** An entry of the inbox is new, or changed. */
  | { readonly type: "inbox"; readonly projectId: ProjectId }
  | { readonly type: "settings" }
);

/** The `event` table, which is only ever added to: by the tables whose rows change. */
export interface EventTable {
  /** The newest event's id; 0 before the first. */
  newestId(): number;
  /** Events beyond `id`, the oldest first, up to `limit`. */
  after(id: number, limit: number): StoredEvent[];
}

interface EventRow {
  id: number;
  at: number;
  project_id: number | null;
  run_id: number | null;
  sequence: number | null;
  status: Status | null;
  reason: StatusReason | null;
  culprit_id: number | null;
  release_id: number | null;
  deployment_id: number | null;
  about_environments: number | null;
  service_id: number | null;
  monitor_id: number | null;
  alert_id: number | null;
  incident_id: number | null;
  about_inbox: number | null;
}

const columns = [
  ...["id", "at", "project_id", "run_id", "sequence", "status", "reason", "culprit_id", "release_id", "deployment_id"],
  ...["about_environments", "service_id", "monitor_id", "alert_id", "incident_id", "about_inbox"],
].join(", ");

/** Gives access to the `event` table. */
export function eventTable(database: Database): EventTable {
  return {
    newestId: () => database.one<{ id: number | null }>("select max(id) as id from event")?.id ?? 0,
    after: (id, limit) =>
      database.all<EventRow>(`select ${columns} from event where id > ? order by id limit ?`, id, limit).map((row) => toEvent(row)),
  };
}

function toEvent(row: EventRow): StoredEvent {
  const { id, at, run_id, sequence, status, reason } = row;
  if (run_id !== null && status !== null) {
    const common = { id, at, runId: runId(run_id), status, reason };
    return sequence === null ? { ...common, type: "run" } : { ...common, type: "stage-run", stageRunId: stageRunId(run_id, sequence) };
  }
  if (run_id !== null) return { id, at, type: "run-facts", runId: runId(run_id) };
  return row.project_id === null ? { id, at, type: "settings" } : { id, at, ...aboutProject(projectId(row.project_id), row) };
}

function aboutProject(project: ProjectId, row: EventRow) {
  const about = { projectId: project };
  if (row.culprit_id !== null) return { ...about, type: "culprit", culpritId: culpritId(row.culprit_id) } as const;
  if (row.release_id !== null) return { ...about, type: "release", releaseId: releaseId(row.release_id) } as const;
  if (row.deployment_id !== null) return { ...about, type: "deployment", deploymentId: deploymentId(row.deployment_id) } as const;
  if (row.service_id !== null) return { ...about, type: "service", serviceId: serviceId(row.service_id) } as const;
  if (row.monitor_id !== null) return { ...about, type: "monitor", monitorId: monitorId(row.monitor_id) } as const;
  if (row.alert_id !== null) return { ...about, type: "alert", alertId: alertId(row.alert_id) } as const;
  if (row.incident_id !== null) return { ...about, type: "incident", incidentId: incidentId(row.incident_id) } as const;
  if (row.about_inbox !== null) return { ...about, type: "inbox" } as const;
  return { ...about, type: row.about_environments === null ? "project" : "environments" } as const;
}
