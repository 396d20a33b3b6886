/** What runs ran on. */
export const fingerprints = {
  version: 60,
  sql: `
    -- One row for each environment that runs ever had, so that runs do not repeat it. hash: SHA-256 of json.
    create table fingerprint (
      id integer primary key,
      hash text not null unique,
      json text not null
    ) strict;
    -- Null until it is known, and for runs before this step.
    alter table run add column fingerprint_id integer references fingerprint(id);

    -- What programs said of their version, so that each is asked once. stamp: when the file was written, and its size.
    -- version is null when it said none.
    create table tool_version (
      name text not null,
      path text not null,
      stamp text not null,
      version text,
      primary key (name, path)
    ) strict, without rowid;
  `,
} as const;
