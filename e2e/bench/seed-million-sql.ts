/*
 * The statements of `seed-million.ts`. Batches of runs are decided in the table `die`, worked out stage by stage in
 * `turn`, and copied from there into the real tables.
 */

/** Tables of this connection only. */
export const tables = [
  "create temp table shape (sequence integer primary key, name text, phase text, usual_ms integer)",
  `create temp table die (id integer primary key, project_id integer, number integer, plan_id integer, created_at integer, branch text,
    selection text, ends_at integer, ending text)`,
  `create temp table turn (run_id integer, sequence integer, status text, duration_ms integer, started_at integer, finished_at integer,
    primary key (run_id, sequence)) without rowid`,
];

/** One stage of every run: its place, name, phase and usual duration in milliseconds. */
export const addShape = "insert into shape values (?, ?, ?, ?)";

/** The stages of all projects. */
export const addStages =
  "insert into stage (project_id, name, phase) select project.id, shape.name, shape.phase from project, shape order by 1, sequence";

/** One run: id, project, number, plan, creation, branch, selection, the stage that it ends at, and how. */
export const throwDice = "insert into die values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/** Durations are spread over 0.8 to 1.3 of the usual. What comes after the end of a run is skipped and takes no time. */
const workOutTurns = `
  insert into turn
  select run_id, sequence, status, duration_ms,
    iif(status = 'skipped', null, begun_at + before_ms), begun_at + before_ms + duration_ms
  from (
    select *, created_at + 20 as begun_at, sum(duration_ms) over (partition by run_id order by sequence) - duration_ms as before_ms
    from (
      select die.id as run_id, sequence, created_at,
        case when ends_at is null or sequence < ends_at then 'passed' when sequence = ends_at then ending else 'skipped' end as status,
        iif(ends_at < sequence, 0, usual_ms * (800 + (die.id * 7919 + sequence * 104729) % 500) / 1000) as duration_ms
      from die cross join shape
    )
  )`;

const addRuns = `
  insert into run (id, project_id, number, status, reason, trigger, branch, commit_hash, tree_hash, dirty, subject, author, selection,
    only_selected, parallel, stage_count, plan_id, created_at, started_at, finished_at, duration_ms, disk_log_bytes, disk_artifact_bytes)
  select die.id, project_id, number, ending, case ending when 'failed' then 'stage-failed' when 'canceled' then 'canceled-by-user' end,
    iif(die.id % 2, 'board', 'cli'), branch, lower(hex(randomblob(20))), lower(hex(randomblob(20))), die.id % 10 < 3,
    'feat(checkout): keep the cart when a guest signs in', 'Mara Lindqvist', selection, 0, 4, count(*), plan_id, created_at, created_at + 20,
    max(turn.finished_at) + 60, max(turn.finished_at) + 60 - created_at - 20, 0, 0
  from die join turn on turn.run_id = die.id group by die.id`;

const addStageRuns = `
  insert into stage_run (run_id, run_created_at, sequence, stage_id, phase, variant, attempt, status, reason, detail, exit_code, started_at,
    finished_at, duration_ms, log_bytes, log_lines)
  select run_id, created_at, turn.sequence, stage.id, stage.phase, '', 1, status,
    case status when 'failed' then 'exit-code' when 'canceled' then 'canceled-by-user' when 'skipped' then 'needs-failed' end,
    iif(status = 'skipped', 'a need failed', null), case status when 'passed' then 0 when 'failed' then 1 end,
    started_at, finished_at, iif(status = 'skipped', null, duration_ms), iif(status = 'skipped', 0, 2048), iif(status = 'skipped', 0, 40)
  from die join turn on turn.run_id = die.id join shape on shape.sequence = turn.sequence
    join stage on stage.project_id = die.project_id and stage.name = shape.name
  order by run_id, turn.sequence`;

/** In the order in which they happened, run by run. */
const addEvents = `
  insert into event (at, run_id, sequence, status, reason)
  select at, run_id, sequence, status, reason from (
    select id as run_id, created_at as at, 0 as rank, null as sequence, 'queued' as status, null as reason from run where id >= (select min(id) from die)
    union all select id, started_at, 1, null, 'running', null from run where id >= (select min(id) from die)
    union all select run_id, started_at, 2 * sequence, sequence, 'running', null from stage_run
      where run_id >= (select min(id) from die) and started_at is not null
    union all select run_id, finished_at, 2 * sequence + 1, sequence, status, reason from stage_run where run_id >= (select min(id) from die)
    union all select id, finished_at, 99, null, status, reason from run where id >= (select min(id) from die)
  ) order by run_id, rank`;

/** Everything about the runs in `die`, which is empty afterwards. */
export const writeBatch = [workOutTurns, addRuns, addStageRuns, addEvents, "delete from turn", "delete from die"];

/** The ends of runs (stage 0) and of their stages, as `rollups.ts` counts them; buckets are those of `duration-sketch.ts`. */
const ends = `
  select project_id, 0 as stage_id, created_at / 86400000 as day, status, iif(selection = '[]', duration_ms, null) as duration_ms from run
  union all
  select stage.project_id, stage_id, run_created_at / 86400000, status, duration_ms from stage_run join stage on stage.id = stage_id`;

const countDays = `
  insert into outcome_day
  select project_id, stage_id, day, sum(status = 'passed'), sum(status = 'failed'), sum(status = 'canceled'), sum(status = 'skipped'),
    sum(status = 'errored'), sum(status = 'interrupted'), x''
  from (${ends}) group by 1, 2, 3`;

const sketchDays = `
  update outcome_day set durations = sketched.durations from (
    select project_id, stage_id, day, unhex(group_concat(printf('%02X%02X%02X%02X%02X%02X', bucket & 255, bucket >> 8, count & 255,
      (count >> 8) & 255, (count >> 16) & 255, count >> 24), '' order by bucket)) as durations
    from (
      select project_id, stage_id, day, cast(round(ln(max(1, duration_ms)) / ln(1.04)) as integer) as bucket, count(*) as count
      from (${ends}) where status = 'passed' and duration_ms is not null group by 1, 2, 3, 4
    ) group by 1, 2, 3
  ) sketched where sketched.project_id = outcome_day.project_id and sketched.stage_id = outcome_day.stage_id and sketched.day = outcome_day.day`;

/** Rollups and sums over all that was written. The files of all runs count as gone. */
export const addUp = [
  countDays,
  sketchDays,
  "insert into disk_use (project_id, runs, log_bytes, artifact_bytes) select project_id, count(*), 0, 0 from run group by project_id",
];
