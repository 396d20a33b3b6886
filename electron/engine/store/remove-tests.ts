import type { Database } from "./database.ts";

interface Going {
  sequence: number;
  stage_id: number;
  branch: string;
}

/**
 * Takes the results of a run away. Those that later runs use go to the first of these; tests that nothing is left of, and
 * what was said by nobody else, go as well.
 */
export function removeTests(database: Database, run: number): void {
  const going = database.all<Going>("select sequence, stage_id, branch from test_run where run_id = ?", run);
  for (const { sequence, stage_id } of going) {
    const heir = database.one<{ run_id: number; sequence: number }>(
      `select run_id, sequence from test_run indexed by test_run_by_source where from_run = ? and from_sequence = ? and run_id <> ?
        order by run_id, sequence limit 1`,
      ...[run, sequence, run],
    );
    if (heir !== undefined) handOver(database, [run, sequence], [heir.run_id, heir.sequence]);
    else removeResults(database, stage_id, run, sequence);
  }
  database.run("delete from test_report where run_id = ?", run);
  database.run("delete from test_run where run_id = ?", run);
  for (const { stage_id, branch } of going) {
    const isEmpty =
      database.one("select 1 from test_run indexed by test_run_by_stage where stage_id = ? and branch = ? limit 1", stage_id, branch) ===
      undefined;
    if (isEmpty) database.run("delete from test_standing where stage_id = ? and branch = ?", stage_id, branch);
  }
}

type Key = readonly [run: number, sequence: number];

function handOver(database: Database, from: Key, to: Key): void {
  database.run(
    `update test_run set from_run = null, from_sequence = null, blocks = (select blocks from test_run where run_id = ? and sequence = ?)
      where run_id = ? and sequence = ?`,
    ...[...from, ...to],
  );
  database.run("update test_run set from_run = ?, from_sequence = ? where from_run = ? and from_sequence = ?", ...[...to, ...from]);
  database.run("update test_failure set run_id = ?, sequence = ? where run_id = ? and sequence = ?", ...[...to, ...from]);
  const [{ stage_id = 0 } = {}] = database.all<{ stage_id: number }>(
    "select stage_id from test_run where run_id = ? and sequence = ?",
    ...to,
  );
  for (const block of blocksOf(database, stage_id, ...from))
    database.run(
      "update test_block set run_id = ?, sequence = ? where stage_id = ? and block = ? and run_id = ? and sequence = ?",
      ...[...to, stage_id, block, ...from],
    );
}

function removeResults(database: Database, stage: number, run: number, sequence: number): void {
  const texts = database.all<{ id: number }>(
    "select distinct text_id as id from test_failure where run_id = ? and sequence = ?",
    run,
    sequence,
  );
  database.run("delete from test_failure where run_id = ? and sequence = ?", run, sequence);
  for (const { id } of texts)
    database.run("delete from test_text where id = ? and not exists (select 1 from test_failure where text_id = ?)", id, id);
  for (const block of blocksOf(database, stage, run, sequence)) {
    database.run("delete from test_block where stage_id = ? and block = ? and run_id = ? and sequence = ?", stage, block, run, sequence);
    const isLeft = database.one("select 1 from test_block where stage_id = ? and block = ? limit 1", stage, block) !== undefined;
    if (!isLeft) removeTestsOfBlock(database, stage, block);
  }
}

/** Of `block`, see `test/result-block.ts`, no result is left. */
function removeTestsOfBlock(database: Database, stage: number, block: number): void {
  const range = "id between ? * 128 and ? * 128 + 127 and stage_id = ?";
  database.run(`delete from test_flaky where test_id in (select id from test where ${range})`, block, block, stage);
  database.run(`delete from test where ${range}`, block, block, stage);
  database.run("delete from test_standing where stage_id = ? and block = ?", stage, block);
}

/** From block to block in the table: which of them a stage run has, its own row says only as bytes. */
function blocksOf(database: Database, stage: number, run: number, sequence: number): number[] {
  return database
    .all<{ block: number }>(
      `with recursive found(block) as (
        select min(block) from test_block where stage_id = ?
        union all
        select (select min(block) from test_block where stage_id = ? and block > found.block) from found where found.block is not null
      )
      select block from found where exists (
        select 1 from test_block t where t.stage_id = ? and t.block = found.block and t.run_id = ? and t.sequence = ?)`,
      ...[stage, stage, stage, run, sequence],
    )
    .map(({ block }) => block);
}
