/** What counts as a deployment and as a failure, by project, and a quick way to what began to serve. */
export const dora = {
  version: 220,
  sql: `
    -- No row: the rule that Millrace proposes.
    create table dora_rule (
      project_id integer primary key references project(id),
      -- JSON
      rule text not null
    ) strict;

    create index deployment_served on deployment(project_id, environment, served_at, id, kind, state, run_id, release_id, finished_at)
      where served_at is not null;
  `,
} as const;
