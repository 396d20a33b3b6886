/** Where rows come from that were taken in from a file, so that none is taken in twice. */
export const archive = {
  version: 230,
  sql: `
    -- Databases that rows come from. identity: chosen at random, once. 1 is this very one.
    create table history_source (
      id integer primary key,
      identity text not null unique
    ) strict;
    insert into history_source values (1, lower(hex(randomblob(16))));

    -- source_row: which row it was there.
    create table imported (
      project_id integer not null references project(id),
      kind text not null,
      source_id integer not null references history_source(id),
      source_row integer not null,
      row integer not null,
      primary key (project_id, kind, source_id, source_row)
    ) strict, without rowid;
    create index imported_row on imported(kind, row);

    -- Imports whose rows are here and whose logs may still be in a folder of their own, named so.
    create table history_import (folder text primary key) strict, without rowid;
  `,
} as const;
