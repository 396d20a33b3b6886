import { type ProjectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Status } from "../../../shared/status.ts";
import type { Database } from "./database.ts";

/** A run beside a commit. */
export interface CommitRun {
  readonly runId: RunId;
  readonly number: number;
  readonly status: Status;
  /** Whether it was of the whole pipeline. */
  readonly isWhole: boolean;
  /** Whether it ran on exactly the commit's tree, if perhaps at another commit; else it ran on the commit with changes. */
  readonly isSameTree: boolean;
}

/** A commit as git names it. */
export interface CommitNames {
  readonly commit: string;
  readonly tree: string;
}

/** Runs by what they ran on. */
export interface CommitRunTable {
  /** The newest runs of each commit or its tree, at most `limit` each, by commit. Commits without runs are left out. */
  of(project: ProjectId, commits: readonly CommitNames[], limit: number): Map<string, CommitRun[]>;
  /**
   * The newest run of the whole pipeline that passed on a tree and still has its artifacts; `null` without. One that took over
   * stages of an earlier run does not have theirs.
   */
  greenWhole(project: ProjectId, tree: string): { readonly id: RunId; readonly number: number } | null;
  /** The run that a release has started on its commit and that has not ended; `null` without. */
  goingForRelease(project: ProjectId, commit: string): RunId | null;
}

interface Row {
  readonly commit_hash: string;
  readonly id: number;
  readonly number: number;
  readonly status: Status;
  readonly is_whole: 0 | 1;
  readonly is_same_tree: 0 | 1;
}

/** Gives access to the `run` table. */
export function commitRunTable(database: Database): CommitRunTable {
  return {
    of: (project, commits, limit) => {
      const row = rowOf(project);
      const asked = JSON.stringify(commits.map(({ commit, tree }) => [commit, tree]));
      const found = database.all<Row>(query, asked, row, limit, row, limit);
      const byCommit = new Map<string, CommitRun[]>();
      for (const { commit_hash: commit, id, number, status, is_whole, is_same_tree } of found) {
        const runs = byCommit.get(commit) ?? [];
        byCommit.set(commit, runs);
        if (runs.length < limit) {
          runs.push({ runId: runId(id), number, status, isWhole: is_whole === 1, isSameTree: is_same_tree === 1 });
        }
      }
      return byCommit;
    },
    greenWhole: (project, tree) => {
      const found = database.one<{ id: number; number: number }>(
        `select id, number from run indexed by run_of_tree where project_id = ? and tree_hash = ? and tree_hash is not null and status = 'passed'
            and selection = '[]' and only_selected = 0 and retry_of is null and artifacts_removed_at is null and trigger <> 'deploy'
          order by created_at desc, id desc limit 1`,
        ...[rowOf(project), tree],
      );
      return found === undefined ? null : { id: runId(found.id), number: found.number };
    },
    goingForRelease: (project, commit) => {
      const found = database.one<{ id: number }>(
        `select id from run indexed by run_of_commit where project_id = ? and commit_hash = ? and commit_hash is not null
            and trigger = 'release' and finished_at is null order by id desc limit 1`,
        ...[rowOf(project), commit],
      );
      return found === undefined ? null : runId(found.id);
    },
  };
}

/** One descent into each index for each commit; however many runs a commit has, only the newest are read. */
const query = `
  with asked(commit_hash, tree_hash) as materialized (select value ->> 0, value ->> 1 from json_each(?)),
  found(commit_hash, tree_hash, id) as (
    select asked.commit_hash, asked.tree_hash, run.id from asked, run where run.id in (
      select id from run indexed by run_of_commit where project_id = ? and commit_hash = asked.commit_hash order by id desc limit ?
    )
    union
    select asked.commit_hash, asked.tree_hash, run.id from asked, run where run.id in (
      select id from run indexed by run_of_tree where project_id = ? and tree_hash = asked.tree_hash order by created_at desc, id desc limit ?
    )
  )
  select found.commit_hash, run.id, run.number, run.status, run.selection = '[]' as is_whole,
    coalesce(run.tree_hash = found.tree_hash, 0) as is_same_tree
  from found join run on run.id = found.id order by run.id desc`;
