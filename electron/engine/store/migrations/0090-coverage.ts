/**
 * Coverage of runs. A file's lines are kept once for all runs in which they fared alike, and so is the list of a run's files:
 * a thousand runs of an unchanged project cost a thousand small rows. A run that changes one file costs about 15 bytes for
 * each file, and that file's lines.
 */
export const coverage = {
  version: 90,
  sql: `
    create table coverage_path (
      id integer primary key,
      path text not null unique
    ) strict;

    -- How the lines of a file fared: hash is the first 16 bytes of SHA-256 of lines, see coverage/line-map.ts.
    create table coverage_map (
      id integer primary key,
      hash blob not null unique,
      lines blob not null,
      line_count integer not null,
      lines_covered integer not null,
      branches integer not null,
      branches_covered integer not null,
      functions integer not null,
      functions_covered integer not null,
      statements integer not null,
      statements_covered integer not null
    ) strict;

    -- Which files there are, and how each fared: hash is that of all pairs. The sums are those of its files.
    create table coverage_set (
      id integer primary key,
      hash blob not null unique,
      files integer not null,
      line_count integer not null,
      lines_covered integer not null,
      branches integer not null,
      branches_covered integer not null,
      functions integer not null,
      functions_covered integer not null,
      statements integer not null,
      statements_covered integer not null
    ) strict;
    create table coverage_set_file (
      set_id integer not null references coverage_set(id),
      path_id integer not null references coverage_path(id),
      map_id integer not null references coverage_map(id),
      primary key (set_id, path_id)
    ) strict, without rowid;
    create index coverage_set_file_by_map on coverage_set_file(map_id);
    create index coverage_set_file_by_path on coverage_set_file(path_id);

    -- What the reports of one stage run told. notes: JSON array of sentences on what could not be read or placed.
    create table coverage_stage (
      run_id integer not null,
      sequence integer not null,
      set_id integer not null references coverage_set(id),
      notes text not null,
      primary key (run_id, sequence),
      foreign key (run_id, sequence) references stage_run(run_id, sequence)
    ) strict, without rowid;
    create index coverage_stage_by_set on coverage_stage(set_id);

    -- All stages of a run together. branch is empty for a run without one.
    create table coverage_run (
      run_id integer primary key references run(id),
      project_id integer not null references project(id),
      branch text not null,
      set_id integer not null references coverage_set(id)
    ) strict;
    create index coverage_run_by_set on coverage_run(set_id);
    create index coverage_run_by_branch on coverage_run(project_id, branch, run_id, set_id);
    create index coverage_run_by_project on coverage_run(project_id, run_id, set_id);
  `,
} as const;
