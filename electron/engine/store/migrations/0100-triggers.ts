/** What starts runs by itself: what each trigger remembers, and which of them started a run. */
export const triggers = {
  version: 100,
  sql: `
    -- One row for each trigger of a project's file that was ever looked at. key: see shared/pipeline/planned-trigger.ts.
    create table trigger_state (
      project_id integer not null references project(id),
      key text not null,
      -- What it saw last, in a form of its own; null before the first look and while it is paused.
      seen text,
      follow_ups integer not null default 0,
      paused_at integer,
      fired_at integer,
      -- The last run that it started; null before the first.
      run_id integer,
      -- Why it did less than was asked for the last time; null when all is well.
      fault text,
      -- When its remote was asked last.
      asked_at integer,
      primary key (project_id, key)
    ) strict, without rowid;

    -- What a trigger reacted to, and which runs of it cancel each other; null for runs that a person started.
    alter table run add column trigger_detail text;
    alter table run add column trigger_group text;
    -- Those that nobody started by hand may be few among many.
    create index run_by_trigger on run(project_id, trigger, created_at, id, status, branch) where trigger_group is not null;
  `,
} as const;
