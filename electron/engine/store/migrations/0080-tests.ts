/**
 * Tests over all runs. What each stage run found is kept in blocks: one small row for 128 neighbouring tests, about five
 * bytes a result, so that ten thousand tests in a thousand runs take some 50 MB. Where each test stands on a branch is
 * kept in blocks as well, and changed by whoever writes results: no list ever scans a history.
 */
export const tests = {
  version: 80,
  sql: `
    -- Rows are never shared by two stages. key: the first 16 bytes of SHA-256 of suites, class and name.
    create table test (
      id integer primary key,
      stage_id integer not null references stage(id),
      key blob not null,
      -- JSON array, outermost first.
      suite_path text not null,
      class_name text,
      name text not null,
      file text,
      line integer,
      -- What a person may look for, in lower case.
      search text not null
    ) strict;
    create unique index test_by_key on test(stage_id, key);

    -- A stage run that has results: its own, or those of another one (from_run, from_sequence) that were used again.
    -- branch is empty for a run without one. tree is null when git could not tell it. blocks: numbers of its rows in
    -- test_block, see test/result-block.ts; empty for one that has those of another.
    create table test_run (
      run_id integer not null,
      sequence integer not null,
      project_id integer not null,
      stage_id integer not null references stage(id),
      branch text not null,
      tree text,
      variant text not null,
      tests integer not null,
      passed integer not null,
      failed integer not null,
      errored integer not null,
      skipped integer not null,
      duration_ms real not null,
      blocks blob not null,
      from_run integer,
      from_sequence integer,
      primary key (run_id, sequence),
      foreign key (run_id, sequence) references stage_run(run_id, sequence)
    ) strict, without rowid;
    create index test_run_by_branch on test_run(project_id, branch, run_id, sequence);
    create index test_run_by_stage on test_run(stage_id, branch, run_id, sequence);
    create index test_run_by_tree on test_run(stage_id, tree, variant, run_id, sequence) where tree is not null and from_run is null;
    create index test_run_by_source on test_run(from_run, from_sequence) where from_run is not null;

    -- What is told of the files that were read: JSON, packed with zstd.
    create table test_report (
      run_id integer not null,
      sequence integer not null,
      data blob not null,
      primary key (run_id, sequence),
      foreign key (run_id, sequence) references stage_run(run_id, sequence)
    ) strict, without rowid;

    -- block: the tests whose id is block * 128 and up. data: see test/result-block.ts.
    create table test_block (
      stage_id integer not null,
      block integer not null,
      run_id integer not null,
      sequence integer not null,
      data blob not null,
      primary key (stage_id, block, run_id, sequence)
    ) strict, without rowid;

    -- The last outcomes of each test on a branch. data: see test/standing-block.ts.
    create table test_standing (
      stage_id integer not null,
      branch text not null,
      block integer not null,
      data blob not null,
      primary key (stage_id, branch, block)
    ) strict, without rowid;

    -- What tests said that did not pass, once for all that said the same. line: its first line. data: JSON, packed with
    -- zstd. hash: SHA-256 of that JSON.
    create table test_text (
      id integer primary key,
      hash blob not null unique,
      line text,
      data blob not null
    ) strict;
    create table test_failure (
      run_id integer not null,
      sequence integer not null,
      test_id integer not null,
      text_id integer not null,
      primary key (run_id, sequence, test_id)
    ) strict, without rowid;
    create index test_failure_by_text on test_failure(text_id);

    -- Tests that are flaky now. state: JSON, see test/flaky.ts.
    create table test_flaky (
      test_id integer not null,
      variant text not null,
      state text not null,
      primary key (test_id, variant)
    ) strict, without rowid;
  `,
} as const;
