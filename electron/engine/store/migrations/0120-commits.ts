/** The runs of one commit, and those of one tree: for the commits that a page of the graph shows. */
export const commits = {
  version: 120,
  sql: `
    create index run_of_commit on run(project_id, commit_hash, id) where commit_hash is not null;
    -- The search for a culprit needs the same one.
    create index if not exists run_of_tree on run(project_id, tree_hash, created_at, id) where tree_hash is not null;
  `,
} as const;
