/** Deployments: releases on their way into environments, and what is known of those. */
export const deployments = {
  version: 140,
  sql: `
    create table deployment (
      id integer primary key,
      project_id integer not null references project(id),
      environment text not null,
      -- Counts up from 1 in each environment.
      number integer not null,
      kind text not null,
      cause text not null,
      release_id integer not null references release(id),
      -- One checksum of all that it puts there.
      contents text not null,
      -- What served before as far as the history knew; null for nothing, or when nobody knew.
      previous_release_id integer,
      -- The run that carries it out; it may be gone from the history.
      run_id integer not null,
      stage_sequence integer not null,
      state text not null,
      -- Whether its health was watched to the end, where that is asked, and was good.
      in_good_health integer not null default 0,
      detail text,
      -- JSON: lines of what led to a rollback.
      evidence text not null default '[]',
      -- JSON: the environment as it was planned.
      environment_json text not null,
      person text not null,
      comment text not null,
      -- JSON: the question and a person's answer, kept here because runs are removed some day; null when nobody was asked.
      approval text,
      created_at integer not null,
      started_at integer,
      served_at integer,
      finished_at integer,
      unique (project_id, environment, number)
    ) strict;
    create unique index deployment_of_run on deployment(run_id);
    create index deployment_of_project on deployment(project_id, id);
    create index deployment_of_environment on deployment(project_id, environment, id);
    create index deployment_of_release on deployment(release_id);
    create index deployment_going on deployment(id) where finished_at is null;
    create index deployment_lost on deployment(project_id, environment, id) where state = 'lost';

    create table deployment_step (
      deployment_id integer not null references deployment(id),
      place integer not null,
      name text not null,
      state text not null,
      detail text,
      started_at integer,
      finished_at integer,
      primary key (deployment_id, place)
    ) strict, without rowid;

    -- Measurements of health, thinned out when there are too many.
    create table health_sample (
      id integer primary key,
      deployment_id integer not null references deployment(id),
      at integer not null,
      is_good integer not null,
      duration_ms real not null,
      detail text not null
    ) strict;
    create index health_sample_of_deployment on health_sample(deployment_id, id);

    create table environment_state (
      project_id integer not null references project(id),
      name text not null,
      -- The deployment whose release serves; null when nothing does, or nobody knows.
      current_id integer,
      -- What the last look at the target found.
      drift_state text,
      drift_detail text,
      looked_at integer,
      -- A person's freeze; until: null until it is lifted.
      freeze_reason text,
      freeze_until integer,
      freeze_person text,
      frozen_at integer,
      primary key (project_id, name)
    ) strict, without rowid;

    -- Who has begun to put a release somewhere automatically; void once retry_at has come without a deployment.
    create table deployment_claim (
      project_id integer not null,
      environment text not null,
      release_id integer not null,
      tries integer not null,
      retry_at integer not null,
      primary key (project_id, environment, release_id)
    ) strict, without rowid;

    create index run_of_releases on run(project_id, created_at, id, status, branch) where trigger = 'release';
    create index run_of_deployments on run(project_id, created_at, id, status, branch) where trigger = 'deploy';

    -- Which deployment an event is about; about_environments: 1 when it is about what else is known of the project's environments.
    alter table event add column deployment_id integer;
    alter table event add column about_environments integer;
  `,
} as const;
