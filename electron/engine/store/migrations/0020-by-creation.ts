/**
 * Days count the runs that were created on them, as lists are ordered, so that every figure of a chart opens exactly the
 * runs behind it. A stage's runs of any time are found in an index, and so are those of the whole pipeline.
 */
export const byCreation = {
  version: 20,
  sql: `
    -- When its run was created, once more: the order of a stage's runs, without their rows.
    alter table stage_run add column run_created_at integer not null default 0;
    update stage_run set run_created_at = (select created_at from run where id = run_id);
    drop index stage_run_by_stage;
    create index stage_run_by_stage on stage_run(stage_id, run_created_at, run_id, sequence, status);
    -- Ends that may be far apart in the index above.
    create index stage_run_by_rare_status on stage_run(stage_id, status, run_created_at, run_id, sequence)
      where status in ('failed', 'canceled', 'errored', 'interrupted');
    create index run_of_whole_pipeline on run(project_id, status, created_at, id, trigger, branch) where selection = '[]';

    -- From here on, day is that of the run's creation, for its stages, too. What was counted by the end is counted anew;
    -- buckets are those of duration-sketch.ts.
    delete from outcome_day;
    create temp table ended as
      select project_id, 0 as stage_id, created_at / 86400000 as day, status, iif(selection = '[]', duration_ms, null) as duration_ms
        from run where finished_at is not null
      union all
      select r.project_id, s.stage_id, r.created_at / 86400000, s.status, s.duration_ms
        from run r join stage_run s on s.run_id = r.id where r.finished_at is not null;
    insert into outcome_day
      select project_id, stage_id, day, sum(status = 'passed'), sum(status = 'failed'), sum(status = 'canceled'),
        sum(status = 'skipped'), sum(status = 'errored'), sum(status = 'interrupted'), x''
      from ended group by project_id, stage_id, day;
    create temp table sketched as
      select project_id, stage_id, day, unhex(group_concat(printf('%02X%02X%02X%02X%02X%02X', bucket & 255, bucket >> 8,
        count & 255, (count >> 8) & 255, (count >> 16) & 255, count >> 24), '' order by bucket)) as durations
      from (
        select project_id, stage_id, day, cast(round(ln(max(1, duration_ms)) / ln(1.04)) as integer) as bucket, count(*) as count
        from ended where status = 'passed' and duration_ms is not null group by project_id, stage_id, day, bucket
      ) group by project_id, stage_id, day;
    update outcome_day set durations = sketched.durations from sketched
      where sketched.project_id = outcome_day.project_id and sketched.stage_id = outcome_day.stage_id and sketched.day = outcome_day.day;
    drop table ended;
    drop table sketched;
  `,
} as const;
