import type { Test } from "../../../shared/contract/tests.ts";
import { type ProjectId, projectId, rowOf, type TestId, testId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** What tells a test apart within its stage, and where it is written. */
export type TestIdentity = Pick<Test, "suitePath" | "className" | "name" | "file" | "line">;

/** The `test` table. Tests are rows here: numbers of their ids. */
export interface TestTable {
  get(id: TestId): Test | null;
  /** Those of these rows that are there. */
  ofRows(rows: readonly number[]): Map<number, Test>;
  /** The row of a stage with this name in a project; `null` when there is none. */
  stageRow(project: ProjectId, name: string): number | null;
  /** The row with this key, and where it was said to be written; `null` for a test that is new. */
  find(stageRow: number, key: Uint8Array): { readonly row: number; readonly file: string | null; readonly line: number | null } | null;
  /** What tells it apart in its stage; `null` when it is not there. */
  keyOf(id: TestId): Uint8Array | null;
  insert(stageRow: number, key: Uint8Array, test: TestIdentity): number;
  /** It is written elsewhere now. */
  move(row: number, test: TestIdentity): void;
  /** Tests of a stage whose name, suite, class or file holds this text, without regard to case. */
  search(stageRow: number, text: string): Set<number>;
}

interface TestRow {
  id: number;
  project_id: number;
  stage: string;
  suite_path: string;
  class_name: string | null;
  name: string;
  file: string | null;
  line: number | null;
}

const selectTests = `select test.id, stage.project_id, stage.name as stage, suite_path, class_name, test.name, file, line`;

/** Gives access to the `test` table. */
export function testTable(database: Database): TestTable {
  return {
    get: (id) => {
      const row = database.one<TestRow>(`${selectTests} from test join stage on stage.id = stage_id where test.id = ?`, rowOf(id));
      return row === undefined ? null : toTest(row);
    },
    ofRows: (rows) => {
      const found = database.all<TestRow>(
        `${selectTests} from json_each(?) wanted cross join test on test.id = wanted.value join stage on stage.id = stage_id`,
        JSON.stringify(rows),
      );
      return new Map(found.map((row) => [row.id, toTest(row)]));
    },
    stageRow: (project, name) =>
      database.one<{ id: number }>("select id from stage where project_id = ? and name = ?", rowOf(project), name)?.id ?? null,
    find: (stageRow, key) =>
      database.one<{ row: number; file: string | null; line: number | null }>(
        "select id as row, file, line from test where stage_id = ? and key = ?",
        ...[stageRow, key],
      ) ?? null,
    keyOf: (id) => database.one<{ key: Uint8Array }>("select key from test where id = ?", rowOf(id))?.key ?? null,
    insert: (stageRow, key, test) =>
      database.run(
        "insert into test (stage_id, key, suite_path, class_name, name, file, line, search) values (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[stageRow, key, JSON.stringify(test.suitePath), test.className, test.name, test.file, test.line, searchTextOf(test)],
      ),
    move: (row, test) => {
      const { file, line } = test;
      database.run("update test set file = ?, line = ?, search = ? where id = ?", file, line, searchTextOf(test), row);
    },
    search: (stageRow, text) =>
      new Set(
        database
          .all<{ id: number }>("select id from test where stage_id = ? and instr(search, ?) > 0", stageRow, text.toLowerCase())
          .map(({ id }) => id),
      ),
  };
}

function searchTextOf({ name, className, suitePath, file }: TestIdentity): string {
  return [name, className, ...suitePath, file]
    .filter((part) => part !== null)
    .join("\n")
    .toLowerCase();
}

function toTest(row: TestRow): Test {
  return {
    id: testId(row.id),
    projectId: projectId(row.project_id),
    stage: row.stage,
    suitePath: JSON.parse(row.suite_path) as string[],
    className: row.class_name,
    name: row.name,
    file: row.file,
    line: row.line,
  };
}
