/** Searches for the commit that broke a stage, and what is known of a tree. */
export const culprits = {
  version: 110,
  sql: `
    create table culprit_search (
      id integer primary key,
      project_id integer not null references project(id),
      -- The stage that judges, by its name: in old commits it may be another one, or none.
      stage text not null,
      -- The one variant that judges; null for all.
      variant text,
      repeat integer not null,
      keeps_builds integer not null,
      -- The failed run that it was asked for.
      run_id integer,
      -- JSON objects of commits: hash, tree, subject, author, committedAt.
      good text not null,
      bad text not null,
      status text not null,
      detail text,
      hint text,
      -- How many commits could be the culprit at the start, and now.
      total integer not null,
      suspect_count integer not null,
      -- JSON of what was found; null before the end.
      outcome text,
      -- Where the process listens that drives it; null when nobody does.
      socket text,
      -- The folder of its checkout among all checkouts.
      holder text not null,
      created_at integer not null,
      finished_at integer
    ) strict;
    create index culprit_search_of_project on culprit_search(project_id, id);
    create index culprit_search_going on culprit_search(holder) where status = 'running';

    -- Commits that were judged, in order. verdict: null while it is being judged; known_from: the run that knew.
    create table culprit_step (
      search_id integer not null references culprit_search(id),
      place integer not null,
      commit_json text not null,
      position integer not null,
      role text not null,
      verdict text,
      why text,
      known_from integer,
      started_at integer not null,
      decided_at integer,
      suspect_count integer not null,
      primary key (search_id, place)
    ) strict, without rowid;

    -- Runs that judged for a search.
    create table culprit_run (
      run_id integer primary key,
      search_id integer not null,
      place integer not null
    ) strict;
    create index culprit_run_of_step on culprit_run(search_id, place, run_id);

    -- What runs on one tree came to, whatever their commits.
    create index run_of_tree on run(project_id, tree_hash, created_at, id) where tree_hash is not null;
    create index run_of_culprits on run(project_id, created_at, id, status, branch) where trigger = 'culprit';

    -- Which search an event is about.
    alter table event add column culprit_id integer;
  `,
} as const;
