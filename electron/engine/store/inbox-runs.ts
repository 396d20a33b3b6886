import type { Run } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Status, StatusReason, TerminalStatus } from "../../../shared/status.ts";
import type { Database } from "./database.ts";

/** What decides, when a run has ended, whether anybody wants to hear of it at all. */
export interface EndedRun extends Pick<Run, "projectId" | "trigger" | "branch"> {
  readonly status: TerminalStatus;
  /** Whether its project has open entries that the end of a run may change. */
  readonly hasOpen: boolean;
}

/** A stage run of the past, of one stage on one branch. */
export interface PastStageRun {
  readonly runId: RunId;
  readonly status: Status;
  readonly mayFail: boolean;
  readonly reason: StatusReason | null;
  /** When its run was over. */
  readonly at: number;
  readonly commit: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  readonly dirty: boolean;
}

/** What the inbox asks of the `run` and `stage_run` tables. */
export interface InboxRunTable {
  ended(run: RunId): EndedRun | null;
  /** The ended stage runs of a stage on a branch, the newest run first; looked for among the last thousand of the stage. */
  past(project: ProjectId, stage: string, branch: string | null): PastStageRun[];
  /** Whether a run is in the history still. */
  has(run: RunId): boolean;
}

/** Gives access to them. */
export function inboxRunTable(database: Database): InboxRunTable {
  return {
    ended: (run) => {
      const row = database.one<{
        project_id: number;
        trigger: Run["trigger"];
        branch: string | null;
        status: TerminalStatus;
        has_open: number;
      }>(
        `select r.project_id, r.trigger, r.branch, r.status, exists (
            select 1 from inbox i where i.project_id = r.project_id and i.ended_at is null
              and i.kind in ('stage', 'run', 'approval', 'culprit')
          ) as has_open from run r where r.id = ?`,
        rowOf(run),
      );
      if (row === undefined) return null;
      return { projectId: projectId(row.project_id), ...row, hasOpen: row.has_open === 1 };
    },
    past: (project, stage, branch) =>
      database
        .all<{
          run_id: number;
          status: Status;
          may_fail: number;
          reason: StatusReason | null;
          at: number;
          commit_hash: string | null;
          subject: string | null;
          author: string | null;
          dirty: number;
        }>(past, rowOf(project), stage, branch)
        .map((row) => ({
          ...{ runId: runId(row.run_id), status: row.status, mayFail: row.may_fail === 1, reason: row.reason, at: row.at },
          ...{ commit: row.commit_hash, subject: row.subject, author: row.author, dirty: row.dirty === 1 },
        })),
    has: (run) => database.one("select 1 from run where id = ?", rowOf(run)) !== undefined,
  };
}

const past = `
  with newest as materialized (
    select s.run_id, s.sequence from stage_run s indexed by stage_run_by_stage
      where s.stage_id = (select id from stage where project_id = ? and name = ?)
      order by s.run_created_at desc, s.run_id desc limit 1000
  )
  select r.id as run_id, s.status, s.may_fail, s.reason, r.finished_at as at, r.commit_hash, r.subject, r.author, r.dirty
  from newest cross join run r on r.id = newest.run_id cross join stage_run s on s.run_id = newest.run_id and s.sequence = newest.sequence
  where r.branch is ? and r.finished_at is not null and r.trigger not in ('culprit', 'deploy', 'runbook', 'release') and s.is_superseded = 0
  order by r.id desc`;
