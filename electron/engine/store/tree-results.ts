import { type ProjectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Status, StatusReason } from "../../../shared/status.ts";
import type { Database } from "./database.ts";

/** How a stage ended in one run. */
export interface TreeResult {
  readonly runId: RunId;
  readonly tree: string;
  /** The run's commit, of which the tree is not always; `null` before the first one. */
  readonly commit: string | null;
  readonly createdAt: number;
  /** Each variant by its last attempt, in the plan's order. */
  readonly ends: readonly { readonly variant: string; readonly status: Status; readonly reason: StatusReason | null }[];
}

/** What runs say of trees: a result belongs to the files that were run, whatever commit they are of. */
export interface TreeResultTable {
  /** All ended runs of a stage on any of these trees, the newest first. */
  ofTrees(project: ProjectId, stage: string, trees: readonly string[]): TreeResult[];
  /** Trees on which a stage passed in a run that has ended, the newest first, each once, looked for among so many of its runs. */
  greenTrees(project: ProjectId, stage: string, limit: number): string[];
}

interface ResultRow {
  id: number;
  tree_hash: string;
  commit_hash: string | null;
  created_at: number;
  variant: string;
  status: Status;
  reason: StatusReason | null;
}

/** Gives access to them, through the `run` and `stage_run` tables. */
export function treeResultTable(database: Database): TreeResultTable {
  return {
    ofTrees: (project, stage, trees) => {
      const rows = database.all<ResultRow>(
        `select r.id, r.tree_hash, r.commit_hash, r.created_at, s.variant, s.status, s.reason
          from json_each(?) wanted cross join run r indexed by run_of_tree on r.project_id = ? and r.tree_hash = wanted.value
            cross join stage_run s indexed by stage_run_by_stage
              on s.stage_id = (select id from stage where project_id = ? and name = ?) and s.run_created_at = r.created_at and s.run_id = r.id
          where r.finished_at is not null and s.is_superseded = 0 order by r.created_at desc, r.id desc, s.sequence`,
        ...[JSON.stringify([...new Set(trees)]), rowOf(project), rowOf(project), stage],
      );
      return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((ends) => resultOf(ends) ?? []);
    },
    greenTrees: (project, stage, limit) => {
      const rows = database.all<{ tree_hash: string }>(
        `with newest as materialized (
            select run_id, status from stage_run indexed by stage_run_by_stage
              where stage_id = (select id from stage where project_id = ? and name = ?) order by run_created_at desc, run_id desc limit ?
          )
          select r.tree_hash from newest cross join run r on r.id = newest.run_id
            where r.tree_hash is not null and r.finished_at is not null
            group by r.id having min(newest.status = 'passed') = 1 order by r.created_at desc, r.id desc`,
        ...[rowOf(project), stage, limit],
      );
      return [...new Set(rows.map((row) => row.tree_hash))];
    },
  };
}

function resultOf(ends: readonly ResultRow[]): TreeResult | null {
  const [first] = ends;
  if (first === undefined) return null;
  const { id, tree_hash: tree, commit_hash: commit, created_at: createdAt } = first;
  return { runId: runId(id), tree, commit, createdAt, ends: ends.map(({ variant, status, reason }) => ({ variant, status, reason })) };
}
