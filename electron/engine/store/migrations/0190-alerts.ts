/** Alerts with who was told of them, and incidents with what was done about them. */
export const alerts = {
  version: 190,
  sql: `
    -- How far the rules of a monitor are: what they count, and what they have told. No row: nothing is wrong.
    create table alert_rule (
      monitor_id integer primary key,
      -- JSON
      state text not null
    ) strict;

    create table incident (
      id integer primary key,
      project_id integer not null references project(id),
      -- Counts up from 1 in each project.
      number integer not null,
      -- Whose alert opened it; null when a person did.
      monitor_id integer,
      title text not null,
      severity text not null,
      opened_by text not null,
      opened_at integer not null,
      acknowledged_by text,
      acknowledged_at integer,
      resolved_by text,
      resolved_at integer,
      unique (project_id, number)
    ) strict;
    create index incident_of_project on incident(project_id, id);
    create unique index incident_open on incident(monitor_id) where resolved_at is null and monitor_id is not null;

    -- What people did about it.
    create table incident_entry (
      id integer primary key,
      incident_id integer not null references incident(id),
      at integer not null,
      kind text not null,
      text text not null,
      person text
    ) strict;
    create index incident_entry_of_incident on incident_entry(incident_id, id);

    create table alert (
      id integer primary key,
      project_id integer not null references project(id),
      monitor_id integer not null,
      -- The monitor's name then.
      monitor text not null,
      rule text not null,
      summary text not null,
      -- Since when it was so; it fired when it had been so for long enough.
      since integer not null,
      fired_at integer not null,
      recovered_at integer,
      ending text not null default '',
      is_read integer not null default 0,
      incident_id integer references incident(id)
    ) strict;
    create index alert_of_project on alert(project_id, id);
    create index alert_of_monitor on alert(monitor_id, id);
    create unique index alert_open on alert(monitor_id, rule) where recovered_at is null;
    create index alert_of_incident on alert(incident_id, id) where incident_id is not null;
    create index alert_unread on alert(project_id) where is_read = 0;

    create table delivery (
      id integer primary key,
      alert_id integer not null references alert(id),
      channel text not null,
      what text not null,
      -- Counts what was told of the alert.
      sequence integer not null,
      -- The same for every attempt, so that a receiver can leave out what it has had.
      key text not null,
      -- JSON: what is told.
      message text not null,
      state text not null,
      attempts integer not null default 0,
      detail text not null default '',
      queued_at integer not null,
      delivered_at integer,
      -- When it is tried next; null once it is over.
      next_at integer,
      unique (alert_id, channel, what, sequence)
    ) strict;
    create index delivery_waiting on delivery(channel, alert_id, sequence) where next_at is not null;
  `,
} as const;
