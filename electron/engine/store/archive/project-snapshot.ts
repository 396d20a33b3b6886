import type { LineOf } from "../../../../shared/history-file/lines.ts";
import type { Database, Value } from "../database.ts";
import { deploymentColumns, incidentColumns, namesOf, releaseColumns, toFile } from "./columns.ts";
import { takenRun } from "./taken.ts";

/** What belongs to the project rather than to one of its runs. */
export interface ProjectSnapshot {
  /** Those that are made or taken back, the oldest first. */
  releases(after: number, limit: number): LineOf<"release">[];
  /** Those that have ended. */
  deployments(after: number, limit: number): LineOf<"deployment">[];
  environments(): LineOf<"environment">[];
  incidents(after: number, limit: number): LineOf<"incident">[];
}

type Row = Record<string, Value>;

/** Reads them. */
export function projectSnapshot(database: Database, project: number): ProjectSnapshot {
  const page = (sql: string, after: number, limit: number) => database.all<Row>(sql, project, after, limit);
  const of = (sql: string, row: Row) => database.all<Row>(sql, row.id as number);
  return {
    releases: (after, limit) =>
      page(
        `select ${namesOf(releaseColumns, "r")}, r.id, ${takenRun("r.run_id")} as run from release r
          where r.project_id = ? and r.state in ('released', 'undone') and r.id > ? order by r.id limit ?`,
        after,
        limit,
      ).map((row) => ({
        ...{ id: row.id, ...toFile(releaseColumns, row), run: row.run },
        steps: of("select name, text, done_at as doneAt from release_step where release_id = ? order by place", row),
        files: of("select path, bytes, sha256 from release_artifact where release_id = ? order by path", row),
      })) as unknown as LineOf<"release">[],
    deployments: (after, limit) =>
      page(
        `select ${namesOf(deploymentColumns, "d")}, d.id, d.release_id, d.environment_json ->> '$.needs' as needs, ${takenRun("d.run_id")} as run,
            (select p.id from release p where p.id = d.previous_release_id and p.state in ('released', 'undone')) as previous
          from deployment d join release r on r.id = d.release_id and r.state in ('released', 'undone')
          where d.project_id = ? and d.finished_at is not null and d.id > ? order by d.id limit ?`,
        after,
        limit,
      ).map((row) => deploymentOf(row, of)),
    environments: () =>
      database
        .all<Row>(
          `select name, freeze_reason, freeze_until, freeze_person, frozen_at, (
              select d.id from deployment d join release r on r.id = d.release_id and r.state in ('released', 'undone')
                where d.id = current_id and d.finished_at is not null) as current_id
            from environment_state where project_id = ? order by name`,
          project,
        )
        .map(({ name, current_id, freeze_reason, freeze_until, freeze_person, frozen_at }) => ({
          ...{ name, current: current_id },
          freeze: freeze_reason === null ? null : { reason: freeze_reason, until: freeze_until, person: freeze_person, at: frozen_at },
        })) as unknown as LineOf<"environment">[],
    incidents: (after, limit) =>
      page(
        `select ${namesOf(incidentColumns, "i")}, i.id from incident i where i.project_id = ? and i.id > ? order by i.id limit ?`,
        after,
        limit,
      ).map((row) => ({
        ...{ id: row.id, ...toFile(incidentColumns, row) },
        entries: of("select at, kind, text, person from incident_entry where incident_id = ? order by id", row),
      })) as unknown as LineOf<"incident">[],
  };
}

/** Of one of which nobody knows how it ended, no other database can find out. */
const lostDetail = "Nobody knows how it ended.";

function deploymentOf(row: Row, of: (sql: string, row: Row) => Row[]): LineOf<"deployment"> {
  const isLost = row.state === "lost";
  return {
    ...{ id: row.id, ...toFile(deploymentColumns, row), release: row.release_id, previousRelease: row.previous, run: row.run },
    ...(isLost ? { state: "failed", detail: row.detail ?? lostDetail } : {}),
    needs: row.needs === null ? [] : JSON.parse(row.needs as string),
    steps: of(
      "select name, state, detail, started_at as startedAt, finished_at as finishedAt from deployment_step where deployment_id = ? order by place",
      row,
    ),
    health: of("select at, is_good, duration_ms, detail from health_sample where deployment_id = ? order by id", row).map(
      ({ at, is_good, duration_ms, detail }) => ({ at, isGood: is_good === 1, durationMs: duration_ms, detail }),
    ),
  } as unknown as LineOf<"deployment">;
}
