import { type ProjectId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** Where the results of a stage run are. */
interface ResultKey {
  readonly runRow: number;
  readonly sequence: number;
}

/** The standing of up to 128 tests on a branch. */
export interface StandingBlock {
  readonly block: number;
  readonly data: Uint8Array;
}

/** What a test said, packed, with its first line. */
export interface TestText {
  readonly line: string | null;
  readonly data: Uint8Array;
}

/** The tables `test_block`, `test_standing`, `test_failure`, `test_text` and `test_flaky`: bytes that `engine/test` understands. */
export interface TestResultTable {
  block(stageRow: number, block: number, key: ResultKey): Uint8Array | null;
  insertBlock(stageRow: number, block: number, key: ResultKey, data: Uint8Array): void;
  /** The stage runs with results in a block, the newest first, before `before`; of one that has several attempts, all. */
  keysOf(stageRow: number, block: number, before: ResultKey | null, limit: number): ResultKey[];
  standing(stageRow: number, branch: string | null, block: number): Uint8Array | null;
  standings(stageRow: number, branch: string | null): StandingBlock[];
  putStanding(stageRow: number, branch: string | null, block: number, data: Uint8Array): void;
  /** The row of a text, which is kept when it is new. */
  keepText(hash: Uint8Array, text: TestText): number;
  insertFailure(key: ResultKey, testRow: number, textRow: number): void;
  /** First lines of what tests said, by test. */
  lines(key: ResultKey, testRows: readonly number[]): Map<number, string>;
  text(key: ResultKey, testRow: number): Uint8Array | null;
  /** States of tests that are flaky, as JSON. */
  flaky(testRow: number, variant: string): string | null;
  flakyOfVariant(stageRow: number, variant: string): Map<number, string>;
  flakyOfProject(project: ProjectId): { readonly testRow: number; readonly state: string }[];
  flakyOfTest(testRow: number): string[];
  /** `null`: it is not flaky any more. */
  putFlaky(testRow: number, variant: string, state: string | null): void;
}

/** Gives access to those tables. */
export function testResultTable(database: Database): TestResultTable {
  const blob = (sql: string, ...values: (string | number)[]) => database.one<{ data: Uint8Array }>(sql, ...values)?.data ?? null;
  return {
    block: (stageRow, block, { runRow, sequence }) =>
      blob(
        "select data from test_block where stage_id = ? and block = ? and run_id = ? and sequence = ?",
        stageRow,
        block,
        runRow,
        sequence,
      ),
    insertBlock: (stageRow, block, { runRow, sequence }, data) => {
      database.run(
        "insert into test_block (stage_id, block, run_id, sequence, data) values (?, ?, ?, ?, ?)",
        ...[stageRow, block, runRow, sequence, data],
      );
    },
    keysOf: (stageRow, block, before, limit) =>
      database.all<ResultKey & { runRow: number; sequence: number }>(
        `select run_id as runRow, sequence from test_block where stage_id = ? and block = ? and (run_id, sequence) < (?, ?)
          order by run_id desc, sequence desc limit ?`,
        ...[stageRow, block, before?.runRow ?? Number.MAX_SAFE_INTEGER, before?.sequence ?? 0, limit],
      ),
    standing: (stageRow, branch, block) =>
      blob("select data from test_standing where stage_id = ? and branch = ? and block = ?", stageRow, branch ?? "", block),
    standings: (stageRow, branch) =>
      database.all<StandingBlock>(
        "select block, data from test_standing where stage_id = ? and branch = ? order by block",
        stageRow,
        branch ?? "",
      ),
    putStanding: (stageRow, branch, block, data) => {
      database.run(
        "insert into test_standing (stage_id, branch, block, data) values (?, ?, ?, ?) on conflict do update set data = excluded.data",
        ...[stageRow, branch ?? "", block, data],
      );
    },
    keepText: (hash, { line, data }) =>
      database.one<{ id: number }>("select id from test_text where hash = ?", hash)?.id ??
      database.run("insert into test_text (hash, line, data) values (?, ?, ?)", hash, line, data),
    insertFailure: ({ runRow, sequence }, testRow, textRow) => {
      database.run("insert into test_failure (run_id, sequence, test_id, text_id) values (?, ?, ?, ?)", runRow, sequence, testRow, textRow);
    },
    lines: ({ runRow, sequence }, testRows) =>
      new Map(
        database
          .all<{ test_id: number; line: string }>(
            `select test_id, line from json_each(?) wanted cross join test_failure on run_id = ? and sequence = ? and test_id = wanted.value
              join test_text on test_text.id = text_id where line is not null`,
            ...[JSON.stringify(testRows), runRow, sequence],
          )
          .map(({ test_id, line }) => [test_id, line]),
      ),
    text: ({ runRow, sequence }, testRow) =>
      blob(
        "select data from test_failure join test_text on test_text.id = text_id where run_id = ? and sequence = ? and test_id = ?",
        ...[runRow, sequence, testRow],
      ),
    flaky: (testRow, variant) =>
      database.one<{ state: string }>("select state from test_flaky where test_id = ? and variant = ?", testRow, variant)?.state ?? null,
    flakyOfVariant: (stageRow, variant) =>
      new Map(
        database
          .all<{ test_id: number; state: string }>(
            "select test_id, state from test_flaky join test on test.id = test_id where variant = ? and stage_id = ?",
            ...[variant, stageRow],
          )
          .map(({ test_id, state }) => [test_id, state]),
      ),
    flakyOfProject: (project) =>
      database.all<{ testRow: number; state: string }>(
        "select test_id as testRow, state from test_flaky join test on test.id = test_id join stage on stage.id = stage_id where project_id = ?",
        rowOf(project),
      ),
    flakyOfTest: (testRow) =>
      database.all<{ state: string }>("select state from test_flaky where test_id = ? order by variant", testRow).map(({ state }) => state),
    putFlaky: (testRow, variant, state) => {
      if (state === null) database.run("delete from test_flaky where test_id = ? and variant = ?", testRow, variant);
      else
        database.run(
          "insert into test_flaky (test_id, variant, state) values (?, ?, ?) on conflict do update set state = excluded.state",
          ...[testRow, variant, state],
        );
    },
  };
}
