import type { Deployment, DeploymentState } from "../../../shared/contract/deployments.ts";
import { type DeploymentId, deploymentId, type ProjectId, type ReleaseId, releaseId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** A release that was made, snapshots left out. */
export interface DeliveredRelease {
  readonly id: ReleaseId;
  readonly version: string;
  readonly tag: string | null;
  readonly isPreRelease: boolean;
  readonly commit: string;
  readonly releasedAt: number;
}

/** A deployment whose release came to serve. */
export interface DeliveredDeployment {
  readonly id: DeploymentId;
  readonly environment: string;
  readonly kind: Deployment["kind"];
  readonly state: DeploymentState;
  readonly releaseId: ReleaseId;
  readonly version: string;
  readonly commit: string;
  readonly servedAt: number;
}

/** What commits have come to, by the `release` and `deployment` tables. Only reads. */
export interface DeliveredTable {
  /** The oldest first; of more than `limit` the newest. */
  releases(project: ProjectId, limit: number): DeliveredRelease[];
  /** In the order in which they were begun; of more than `limit` the newest. */
  deployments(project: ProjectId, limit: number): DeliveredDeployment[];
  /** The deployment whose release serves, by environment; those of which it is not known are left out. */
  current(project: ProjectId): Map<string, DeploymentId>;
}

interface ReleaseRow {
  id: number;
  version: string;
  tag: string | null;
  kind: string;
  commit_hash: string;
  released_at: number | null;
  created_at: number;
}

interface DeploymentRow {
  id: number;
  environment: string;
  kind: Deployment["kind"];
  state: DeploymentState;
  release_id: number;
  version: string;
  commit_hash: string;
  served_at: number;
}

/** Gives access to the tables. */
export function deliveredTable(database: Database): DeliveredTable {
  return {
    releases: (project, limit) =>
      database
        .all<ReleaseRow>(
          `select id, version, tag, kind, commit_hash, released_at, created_at from release
            where project_id = ? and state = 'released' and kind <> 'snapshot' order by id desc limit ?`,
          ...[rowOf(project), limit],
        )
        .map(({ id, version, tag, kind, commit_hash: commit, released_at, created_at }) => ({
          ...{ id: releaseId(id), version, tag, isPreRelease: kind === "pre-release", commit },
          releasedAt: released_at ?? created_at,
        }))
        .reverse(),
    deployments: (project, limit) =>
      database
        .all<DeploymentRow>(
          `select d.id, d.environment, d.kind, d.state, d.release_id, r.version, r.commit_hash, d.served_at
            from deployment d join release r on r.id = d.release_id
            where d.project_id = ? and d.served_at is not null order by d.id desc limit ?`,
          ...[rowOf(project), limit],
        )
        .map(({ id, release_id, commit_hash: commit, served_at: servedAt, ...row }) => ({
          ...row,
          ...{ id: deploymentId(id), releaseId: releaseId(release_id), commit, servedAt },
        }))
        .reverse(),
    current: (project) =>
      new Map(
        database
          .all<{ name: string; current_id: number }>(
            "select name, current_id from environment_state where project_id = ? and current_id is not null order by name",
            rowOf(project),
          )
          .map(({ name, current_id }) => [name, deploymentId(current_id)]),
      ),
  };
}
