/**
 * What files of ended runs take, what was taken away of them and by which rule, and runs that a person keeps. Sums by
 * project are kept as they change, so that nobody ever adds up a history.
 */
export const retention = {
  version: 50,
  sql: `
    -- 1 when a person wants it kept, whatever the rules say.
    alter table run add column pinned integer not null default 0;
    -- What its files take on the disk: artifacts, and everything else (logs). null until it has ended and was looked at.
    alter table run add column disk_log_bytes integer;
    alter table run add column disk_artifact_bytes integer;
    -- When they were taken away, and why: age (limit in days), size (limit in bytes) or count (limit in runs). Written
    -- before the first file goes; the bytes above become 0 when the last one has gone.
    alter table run add column logs_removed_at integer;
    alter table run add column logs_removed_rule text;
    alter table run add column logs_removed_limit integer;
    alter table run add column artifacts_removed_at integer;
    alter table run add column artifacts_removed_rule text;
    alter table run add column artifacts_removed_limit integer;
    -- Set when all of the run goes: its rows follow when its last file has gone.
    alter table run add column removed_at integer;
    create index run_uncounted on run(id) where disk_log_bytes is null and finished_at is not null;
    create index run_with_logs on run(created_at, id) where disk_log_bytes > 0 and logs_removed_at is null;
    create index run_with_artifacts on run(created_at, id) where disk_artifact_bytes > 0 and artifacts_removed_at is null;
    create index run_going on run(id)
      where removed_at is not null or (disk_log_bytes > 0 and logs_removed_at is not null)
        or (disk_artifact_bytes > 0 and artifacts_removed_at is not null);

    -- Sums over the runs that were looked at, without what is going.
    create table disk_use (
      project_id integer primary key references project(id),
      runs integer not null,
      log_bytes integer not null,
      artifact_bytes integer not null
    ) strict;

    -- A run's first and last events by its own standing: what is between them is found without looking at all events.
    -- Events of removed runs go with them, but never the newest event of all: ids only grow, and watchers rely on it.
    create index event_of_run on event(run_id) where run_id is not null and sequence is null;
  `,
} as const;
