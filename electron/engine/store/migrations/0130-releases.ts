/** Releases: what each is of, what of it is done, and its files. */
export const releases = {
  version: 130,
  sql: `
    create table release (
      id integer primary key,
      project_id integer not null references project(id),
      version text not null,
      kind text not null,
      channel text,
      tag text,
      state text not null,
      -- What went wrong, and what to do; null when all is well.
      failure_message text,
      failure_hint text,
      branch text,
      -- The commit that it builds on, and the released one: the same until its own is made.
      base_hash text not null,
      commit_hash text not null,
      tree_hash text,
      subject text not null,
      bump text not null,
      previous_version text,
      -- JSON: what each commit means.
      commits text not null,
      commit_count integer not null,
      notes text not null,
      -- JSON: all that was decided before it began, for whoever goes on with it.
      intent text not null,
      -- The run that its files are from; it may be gone from the history.
      run_id integer,
      is_signed integer not null,
      person text not null,
      -- JSON: path, sha256, componentCount; null without a bill of materials, with the reason beside it.
      sbom text,
      sbom_note text,
      -- Where the process listens that makes it; null when nobody does.
      socket text,
      created_at integer not null,
      released_at integer
    ) strict;
    create index release_of_project on release(project_id, id);
    create index release_of_kind on release(project_id, kind, id);
    -- One at a time, also when it was left half done. Snapshots write nothing into the repository and keep nobody waiting.
    create unique index release_under_way on release(project_id) where kind <> 'snapshot' and state not in ('released', 'undone');
    create index release_going on release(id) where state in ('preparing', 'building', 'finishing');
    create unique index release_snapshot on release(run_id) where kind = 'snapshot' and state <> 'undone';

    -- What was done, in order; done_at: null from its beginning to its end.
    create table release_step (
      release_id integer not null references release(id),
      place integer not null,
      name text not null,
      text text not null,
      done_at integer,
      primary key (release_id, place)
    ) strict, without rowid;

    create table release_artifact (
      release_id integer not null references release(id),
      path text not null,
      bytes integer not null,
      sha256 text not null,
      primary key (release_id, path)
    ) strict, without rowid;

    -- Which release an event is about.
    alter table event add column release_id integer;
  `,
} as const;
