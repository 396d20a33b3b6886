/** What is measured over time. */
export const series = {
  version: 180,
  sql: `
    create table series (
      id integer primary key,
      name text not null unique
    ) strict;

    -- Values in the order in which they came, until they are packed.
    create table series_sample (
      id integer primary key,
      series_id integer not null references series(id),
      at integer not null,
      code integer not null
    ) strict;

    -- Packed: every value (level 0), the tallies of minutes (1) and of hours (2); each value is in all that are still kept.
    -- With a rowid, as rows are of a size of which an index leaves much of each page empty.
    create table series_chunk (
      series_id integer not null references series(id),
      level integer not null,
      started_at integer not null,
      data blob not null,
      primary key (series_id, level, started_at)
    ) strict;
  `,
} as const;
