import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { retries } from "./0070-retries.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < retries.version);

test("runs of an older file are kept as they were, and those that ran another again are found by themselves", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  for (const [number, trigger] of [
    [1, "cli"],
    [2, "retry"],
    [3, "board"],
  ] as const)
    old.run(
      `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
        values (1, ?, 'passed', ?, 0, '[]', 0, 1, 0, 1, 5)`,
      ...[number, trigger],
    );
  const rows = old.all("select * from run");
  old.close();

  const migrated = openWithSteps(folder, [...before, retries]);
  expect(migrated.all("select * from run")).toEqual(rows);
  expect(migrated.all("select id from run indexed by run_of_retries where trigger = 'retry'")).toEqual([{ id: 2 }]);
  migrated.close();
  remove();
});
