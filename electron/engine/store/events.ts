import {
  type CulpritId,
  culpritId,
  type DeploymentId,
  deploymentId,
  type ProjectId,
  projectId,
  type ReleaseId,
  type RunId,
  releaseId,
  runId,
  type StageRunId,
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
}

const columns = "id, at, project_id, run_id, sequence, status, reason, culprit_id, release_id, deployment_id, about_environments";

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

function aboutProject(project: ProjectId, { culprit_id, release_id, deployment_id, about_environments }: EventRow) {
  if (culprit_id !== null) return { type: "culprit", projectId: project, culpritId: culpritId(culprit_id) } as const;
  if (release_id !== null) return { type: "release", projectId: project, releaseId: releaseId(release_id) } as const;
  if (deployment_id !== null) return { type: "deployment", projectId: project, deploymentId: deploymentId(deployment_id) } as const;
  return { type: about_environments === null ? "project" : "environments", projectId: project } as const;
}
