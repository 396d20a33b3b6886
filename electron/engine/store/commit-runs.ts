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
