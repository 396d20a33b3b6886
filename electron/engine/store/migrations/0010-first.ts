/*
 * The first shape of the history. Times are epoch milliseconds. Ids of rows are what `shared/ids.ts` writes with a
 * letter before them. Indexes are the ones that measurements asked for: every list is one index scan by key.
 */
export const first = {
  version: 10,
  sql: `
    create table project (
      id integer primary key,
      path text not null unique,
      name text not null,
      opened_at integer not null,
      trusted_at integer,
      removed_at integer
    ) strict;

    -- One row for each way that a pipeline was ever run, so that runs do not repeat it. hash: SHA-256 of json.
    create table plan (
      id integer primary key,
      hash text not null unique,
      json text not null
    ) strict;

    create table run (
      id integer primary key,
      project_id integer not null references project(id),
      number integer not null,
      status text not null,
      reason text,
      trigger text not null,
      branch text,
      commit_hash text,
      tree_hash text,
      dirty integer not null,
      subject text,
      author text,
      selection text not null,
      only_selected integer not null,
      parallel integer not null,
      stage_count integer not null,
      plan_id integer not null references plan(id),
      socket text not null,
      created_at integer not null,
      started_at integer,
      finished_at integer,
      duration_ms integer
    ) strict;
    create unique index run_by_number on run(project_id, number);
    create index run_by_project on run(project_id, created_at, id, status, duration_ms);
    create index run_by_status on run(project_id, status, created_at, id);
    create index run_by_branch on run(project_id, branch, created_at, id, status);
    create index run_by_time on run(created_at, id);
    create index run_unfinished on run(id) where finished_at is null;

    -- A stage's name is text once; everything else refers to it. 
    create table stage (
      id integer primary key,
      project_id integer not null references project(id),
      name text not null,
      unique (project_id, name)
    ) strict;

    create table stage_run (
      run_id integer not null references run(id),
      sequence integer not null,
      stage_id integer not null references stage(id),
      phase text not null,
      variant text not null,
      attempt integer not null,
      status text not null,
      reason text,
      detail text,
      exit_code integer,
      signal text,
      started_at integer,
      finished_at integer,
      duration_ms integer,
      log_bytes integer not null default 0,
      log_lines integer not null default 0,
      steps text,
      primary key (run_id, sequence)
    ) strict, without rowid;
    create index stage_run_by_stage on stage_run(stage_id, run_id, sequence);
    create index stage_run_running on stage_run(status) where status in ('running', 'canceling');

    -- Every change of a standing, in order, for good. sequence is null for the run itself.
    create table event (
      id integer primary key autoincrement,
      at integer not null,
      kind text not null,
      project_id integer,
      run_id integer,
      sequence integer,
      status text,
      reason text
    ) strict;
    create trigger event_is_append_only before update on event begin select raise(abort, 'events are never changed'); end;

    create table artifact (
      run_id integer not null,
      sequence integer not null,
      path text not null,
      bytes integer not null,
      sha256 text not null,
      stored_path text not null,
      primary key (run_id, sequence, path)
    ) strict, without rowid;

    create table setting (
      name text primary key,
      json text not null
    ) strict, without rowid;

    -- Rollups, written in the transaction that finishes a run. stage_id 0 is the run itself. day: days since 1970 UTC.
    create table outcome_day (
      project_id integer not null,
      stage_id integer not null,
      day integer not null,
      status text not null,
      count integer not null,
      primary key (project_id, stage_id, day, status)
    ) strict, without rowid;
    -- How often a duration fell into a logarithmic bucket, 4 % wide; passed and failed ones only.
    create table duration_day (
      project_id integer not null,
      stage_id integer not null,
      day integer not null,
      bucket integer not null,
      count integer not null,
      primary key (project_id, stage_id, day, bucket)
    ) strict, without rowid;
  `,
} as const;
