/**
 * What a run may decide while it goes: attempts, approvals, groups, outputs, and stages that are taken over from an earlier
 * run.
 */
export const decisions = {
  version: 30,
  sql: `
    -- The tag that the commit has, when it has one.
    alter table run add column tag text;
    -- Where among the checkouts it ran; null for the project's folder.
    alter table run add column checkout text;
    create index run_in_checkout on run(checkout, finished_at) where checkout is not null;
    -- The run whose stages were run again.
    alter table run add column retry_of integer;
    alter table run add column timeout_ms integer;
    -- Which runs of the project it must not meet, and whether it cancels them instead of waiting.
    alter table run add column concurrency text;
    alter table run add column cancels_group integer not null default 0;
    alter table run add column uses_cache integer not null default 1;
    -- How long it was expected to take when it was started: half of the time, and nine times out of ten.
    alter table run add column expected_ms integer;
    alter table run add column expected_p90_ms integer;

    -- A later attempt took its place.
    alter table stage_run add column is_superseded integer not null default 0;
    -- Its failure counts as a pass for what needs it, and for the run.
    alter table stage_run add column may_fail integer not null default 0;
    alter table stage_run add column concurrency text;
    -- JSON object of what it wrote to MILLRACE_OUTPUT; null when that is nothing.
    alter table stage_run add column outputs text;
    -- One sentence: why it ran, or did not.
    alter table stage_run add column why text;
    alter table stage_run add column has_summary integer not null default 0;
    -- The run whose result was taken over.
    alter table stage_run add column kept_from integer;
    alter table stage_run add column expected_ms integer;
    create index stage_run_in_group on stage_run(concurrency) where concurrency is not null and status in ('running', 'canceling');

    -- A question to a person; decision: 'granted', 'denied', or null as long as nobody has answered.
    create table approval (
      run_id integer not null,
      sequence integer not null,
      question text not null,
      decision text,
      comment text not null default '',
      person text not null default '',
      decided_at integer,
      primary key (run_id, sequence),
      foreign key (run_id, sequence) references stage_run(run_id, sequence)
    ) strict, without rowid;
  `,
} as const;
