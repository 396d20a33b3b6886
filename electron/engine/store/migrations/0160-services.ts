/** Services: programs that a project keeps running, each start of them and the files of their logs. */
export const services = {
  version: 160,
  sql: `
    create table service (
      id integer primary key,
      project_id integer not null references project(id),
      name text not null,
      -- JSON: how it is started next, and how what runs was started.
      plan text not null,
      is_wanted integer not null default 0,
      -- What a person has asked for and its host has not heard yet: start, stop or restart, with the plan that holds from then on.
      ask text,
      ask_plan text,
      state text not null default 'stopped',
      detail text not null default '',
      since integer not null,
      -- Why it is started next, or was started.
      cause text not null default '',
      -- Why it is to end, or is ending: stop, restart or fail; null while it goes on.
      ending text,
      -- Restarts in a row, and since a person started it.
      attempts integer not null default 0,
      restarts integer not null default 0,
      -- Bad answers in a row.
      failures integer not null default 0,
      next_start_at integer,
      -- The newest of its starts, and of the files of its log; 0 before the first.
      start_number integer not null default 0,
      log_sequence integer not null default 0,
      -- Its first process. The cookie is there from before it is started until nothing of it is left; the pid as soon as it is
      -- known; the identity tells it from another one that got its pid later.
      cookie text,
      pid integer,
      identity text,
      started_at integer,
      -- How long the newest file of its log was then.
      log_offset integer not null default 0,
      exited_at integer,
      exit_code integer,
      exit_signal text,
      cpu_percent real,
      memory_bytes integer,
      unique (project_id, name)
    ) strict;

    create table service_start (
      service_id integer not null references service(id),
      number integer not null,
      started_at integer not null,
      ready_at integer,
      finished_at integer,
      exit_code integer,
      exit_signal text,
      cause text not null,
      primary key (service_id, number)
    ) strict, without rowid;

    create table service_log (
      service_id integer not null references service(id),
      sequence integer not null,
      started_at integer not null,
      -- null while it grows.
      finished_at integer,
      bytes integer not null default 0,
      primary key (service_id, sequence)
    ) strict, without rowid;

    -- Who looks after the services of a project: where it listens.
    create table service_host (
      project_id integer primary key references project(id),
      socket text not null
    ) strict;
  `,
} as const;
