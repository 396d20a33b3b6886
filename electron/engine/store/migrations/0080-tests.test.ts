import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { tests } from "./0080-tests.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < tests.version);

test("runs and stage runs of an older file are kept as they were, and have no tests", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  old.run("insert into stage (project_id, name, phase) values (1, 'unit', 'test')");
  old.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'cli', 0, '[]', 0, 1, 1, 1, 5)`,
  );
  old.run("insert into stage_run (run_id, sequence, stage_id, phase, variant, attempt, status) values (1, 1, 1, 'test', '', 1, 'passed')");
  const rows = ["run", "stage_run", "stage", "event"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = openWithSteps(folder, [...before, tests]);
  expect(["run", "stage_run", "stage", "event"].map((table) => migrated.all(`select * from ${table}`))).toEqual(rows);
  const added = ["test", "test_run", "test_report", "test_block", "test_standing", "test_text", "test_failure", "test_flaky"];
  expect(added.map((table) => migrated.all(`select * from ${table}`))).toEqual(added.map(() => []));
  migrated.close();
  remove();
});
