/**
 * What the stage cache has, and what each stage's last run depended on. The results themselves are files: these rows only
 * order them by use, and may be lost without harm.
 */
export const cache = {
  version: 40,
  sql: `
    -- One row for each result that can be brought back. key: SHA-256 of all it depends on. bytes: the room it took when
    -- it was kept, without what older results had already. used_at: when it was last brought back or kept.
    create table cache_entry (
      key text primary key,
      project_id integer not null references project(id),
      stage text not null,
      variant text not null,
      run_id integer not null,
      bytes integer not null,
      created_at integer not null,
      used_at integer not null
    ) strict, without rowid;
    create index cache_entry_by_use on cache_entry(used_at);

    -- The key of a stage's last run that asked the cache, so that the next one can say what changed. note: why its result
    -- was not kept, as the end of a sentence; null when it was, or when it came from the cache.
    create table cache_last (
      project_id integer not null references project(id),
      stage text not null,
      variant text not null,
      key text not null,
      run_number integer not null,
      note text,
      primary key (project_id, stage, variant)
    ) strict, without rowid;
  `,
} as const;
