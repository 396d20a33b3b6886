/** What failing runs of a stage have in common, and as on which branch a search for a culprit runs. */
export const failures = {
  version: 125,
  sql: `
    -- One row for each way in which a stage failed.
    create table failure (
      id integer primary key,
      project_id integer not null references project(id),
      stage_id integer not null references stage(id),
      -- The first 16 bytes of the SHA-256 of the signature.
      hash blob not null,
      -- What is the same each time it happens.
      signature text not null,
      -- One line of what was said the first time, for people.
      title text not null,
      -- The newest run that failed so.
      last_run_id integer not null,
      unique (stage_id, hash)
    ) strict;
    create index failure_by_last_run on failure(project_id, last_run_id, id);

    create table stage_failure (
      run_id integer not null,
      sequence integer not null,
      failure_id integer not null references failure(id),
      primary key (run_id, sequence)
    ) strict, without rowid;
    create index stage_failure_by_failure on stage_failure(failure_id, run_id, sequence);

    -- That of the failed run, else the one that was named as the bad end; null for none.
    alter table culprit_search add column branch text;
  `,
} as const;
