/**
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
      -- When the person agreed that the folder's commands may run; null before, and after taking it back.
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
      -- Counts up from 1 in each project.
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
      -- JSON array of the stages that were asked for; empty for the whole pipeline.
      selection text not null,
      only_selected integer not null,
      parallel integer not null,
      stage_count integer not null,
      plan_id integer not null references plan(id),
      -- Where its run host listens; null once it has finished.
      socket text,
      created_at integer not null,
      started_at integer,
      finished_at integer,
      duration_ms integer
    ) strict;
    create unique index run_by_number on run(project_id, number);
    -- One for each choice of filters that a list may be narrowed by; what stands after id is decided without the row.
    create index run_by_project on run(project_id, created_at, id, trigger);
    create index run_by_status on run(project_id, status, created_at, id, trigger);
    create index run_by_branch on run(project_id, branch, created_at, id, trigger);
    create index run_by_branch_and_status on run(project_id, branch, status, created_at, id, trigger);
    create index run_by_time on run(created_at, id, trigger, branch);
    create index run_by_status_of_all on run(status, created_at, id, trigger, branch);
    create index run_unfinished on run(project_id) where finished_at is null;

    -- A stage's name is text once; everything else refers to it. phase: the one that it had last.
    create table stage (
      id integer primary key,
      project_id integer not null references project(id),
      name text not null,
      phase text not null,
      unique (project_id, name)
    ) strict;

    create table stage_run (
      run_id integer not null references run(id),
      -- Its place in the run, from 1.
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
      -- JSON, how each step went; null for a stage of one step, which says it all itself.
      steps text,
      primary key (run_id, sequence)
    ) strict, without rowid;
    create index stage_run_by_stage on stage_run(stage_id, run_id, sequence);
    create index stage_run_running on stage_run(status) where status in ('running', 'canceling');

    -- Every change of a standing, in order, for good. A stage run's has run_id and sequence, a run's has run_id only.
    -- A row with project_id only says that the project, or the list of them, changed; one with neither: the settings.
    -- id grows without gaps being reused, because rows are never deleted.
    create table event (
      id integer primary key,
      at integer not null,
      project_id integer,
      run_id integer,
      sequence integer,
      status text,
      reason text
    ) strict;
    create trigger event_is_append_only before update on event begin select raise(abort, 'events are never changed'); end;

    -- Files that stages kept; the copy's place follows from the key.
    create table artifact (
      run_id integer not null,
      sequence integer not null,
      path text not null,
      bytes integer not null,
      sha256 text not null,
      primary key (run_id, sequence, path),
      foreign key (run_id, sequence) references stage_run(run_id, sequence)
    ) strict, without rowid;

    create table setting (
      name text primary key,
      json text not null
    ) strict, without rowid;

    -- How runs and stages ended, by day: written in the transaction that finishes a run, so that charts never scan the
    -- history. stage_id 0 is the run itself. day: days since 1970, UTC, of the finish. durations: how often a duration
    -- fell into each logarithmic bucket (see duration-sketch.ts), of passed ones; of runs only the whole pipeline's.
    create table outcome_day (
      project_id integer not null,
      stage_id integer not null,
      day integer not null,
      passed integer not null,
      failed integer not null,
      canceled integer not null,
      skipped integer not null,
      errored integer not null,
      interrupted integer not null,
      durations blob not null,
      primary key (project_id, stage_id, day)
    ) strict, without rowid;
  `,
} as const;
