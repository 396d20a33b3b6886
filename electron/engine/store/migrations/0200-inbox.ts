/** What broke or asks for a person, what the desktop is to be told of it, and which projects tell what. */
export const inbox = {
  version: 200,
  sql: `
    -- One for each subject, for as long as it is remembered: it ends, and opens again.
    create table inbox (
      id integer primary key,
      project_id integer not null references project(id),
      kind text not null,
      -- Tells the subjects of a kind apart.
      key text not null,
      branch text,
      subject text not null,
      title text not null,
      detail text not null,
      since integer not null,
      times integer not null,
      last_at integer not null,
      ended_at integer,
      ending text not null default '',
      is_read integer not null default 0,
      snoozed_until integer,
      is_muted integer not null default 0,
      -- How bad it is, among those of its kind.
      weight integer not null,
      -- What was seen of it last: older sights change nothing. Null where they come in order anyway.
      evidence integer,
      -- The commit that it is broken since, and the one that was whole before.
      commit_hash text,
      commit_subject text,
      commit_author text,
      is_dirty integer not null default 0,
      whole_hash text,
      -- How many commits lie between them; null until that was counted, -1 when it cannot be.
      commits_between integer,
      run_id integer,
      stage_sequence integer,
      test_id integer,
      deployment_id integer,
      release_id integer,
      incident_id integer,
      alert_id integer,
      culprit_id integer,
      service_id integer
    ) strict;
    create unique index inbox_subject on inbox(project_id, kind, key, coalesce(branch, ''));
    create index inbox_open on inbox(project_id, last_at, id) where ended_at is null;
    create index inbox_by_time on inbox(last_at, id);
    create index inbox_ended on inbox(ended_at) where ended_at is not null;

    -- What a desktop is to be told; whoever takes it to show it takes it away.
    create table desktop_notice (
      id integer primary key,
      project_id integer not null references project(id),
      inbox_id integer,
      run_id integer,
      -- broke, again, worse, whole or fine
      news text not null,
      title text not null,
      body text not null,
      queued_at integer not null
    ) strict;

    -- Projects that tell other than the settings say.
    create table notify_rule (
      project_id integer primary key references project(id),
      tells text not null
    ) strict;

    -- 1 when an event is about the project's inbox.
    alter table event add column about_inbox integer;

    -- What holds now is not forgotten.
    insert into inbox (project_id, kind, key, subject, title, detail, since, times, last_at, is_read, weight, incident_id, alert_id)
      select project_id, 'monitor', monitor_id || iif(rule = 'down', '', ' ' || rule), monitor, summary, '', since, 1, fired_at, is_read,
        1, incident_id, id from alert where recovered_at is null;
    insert into inbox (project_id, kind, key, subject, title, detail, since, times, last_at, is_read, weight, incident_id)
      select project_id, 'incident', id, 'Incident ' || number, 'Incident ' || number || ': ' || title, '', opened_at, 1, opened_at,
        acknowledged_at is not null, case severity when 'minor' then 1 when 'major' then 2 else 3 end, id
        from incident where resolved_at is null;
  `,
} as const;
