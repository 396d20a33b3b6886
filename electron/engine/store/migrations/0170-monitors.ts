/** What is watched, how it stood, and what was found. */
export const monitors = {
  version: 170,
  sql: `
    create table monitor (
      id integer primary key,
      project_id integer not null references project (id),
      name text not null,
      -- As the last check left it; what nobody has looked at since known_until is unknown.
      state text not null default 'unknown',
      detail text not null default '',
      since integer not null,
      seen_at integer,
      known_until integer not null default 0,
      -- Failed checks in a row, and when the first of them began.
      failures integer not null default 0,
      failing_since integer,
      last_check_id integer,
      paused_at integer,
      silenced_until integer,
      unique (project_id, name)
    );

    -- A time without a span is one of which nobody knows. to_at is null while it lasts.
    create table monitor_span (
      monitor_id integer not null references monitor (id),
      from_at integer not null,
      to_at integer,
      state text not null,
      detail text not null,
      primary key (monitor_id, from_at)
    ) without rowid;

    -- The checks of all monitors, one after the other, so that those of a second lie in the same pages. The ones of one
    -- monitor are a chain. Times in microseconds; phases: lookup, connect, tls, first byte and body, with commas.
    create table monitor_check (
      id integer primary key,
      monitor_id integer not null,
      previous_id integer,
      at integer not null,
      is_good integer not null,
      duration_us integer not null,
      detail text not null,
      phases text
    );

    -- The process that watches: there is one at most, and where it listens.
    create table monitor_host (
      id integer primary key check (id = 1),
      socket text not null
    );
    insert into monitor_host values (1, '');
  `,
} as const;
