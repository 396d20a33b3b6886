/** How runs waited, what the cache brought back, and what decided how long they took, by day: as `outcome_day`, for charts. */
export const health = {
  version: 210,
  sql: `
    -- The runs that were created on a day (days since 1970, UTC) and have ended since; none of a search, none that deploys or
    -- operates. queued: how often it took how long from the creation to the start, see duration-sketch.ts. waited_ms: of those
    -- that people or their commits had started, queue and run together. hits, misses: stage runs that the cache brought back,
    -- and those that asked it and ran. saved_ms: what the hits usually take. paths: runs of the whole pipeline
    -- that passed.
    create table health_day (
      project_id integer not null,
      day integer not null,
      queued blob not null,
      waited_ms integer not null,
      hits integer not null,
      misses integer not null,
      saved_ms integer not null,
      paths integer not null,
      primary key (project_id, day)
    ) strict, without rowid;

    -- How often a stage was on the critical path of one of those runs, and how long it took there.
    create table path_day (
      project_id integer not null,
      day integer not null,
      stage_id integer not null,
      on_path integer not null,
      path_ms integer not null,
      primary key (project_id, day, stage_id)
    ) strict, without rowid;

    -- Runs that had ended before these tables were there are counted afterwards, from the newest back: those below below_id
    -- are still to come. No row when all are counted.
    create table health_fill (below_id integer not null) strict;
    insert into health_fill select max(id) + 1 from run having max(id) is not null;
    -- Those that had not ended then: they are counted when they end, and never afterwards.
    create table health_late (run_id integer primary key) strict;
    insert into health_late select id from run indexed by run_unfinished where finished_at is null;
  `,
} as const;
