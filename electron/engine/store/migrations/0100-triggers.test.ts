import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { triggers } from "./0100-triggers.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < triggers.version);

test("runs of an older file were started by people, and no trigger has seen anything yet", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  old.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'cli', 0, '[]', 0, 1, 0, 1, 5)`,
  );
  const rows = old.all<Record<string, unknown>>("select * from run");
  old.close();

  const migrated = openWithSteps(folder, [...before, triggers]);
  expect(migrated.all("select * from run")).toEqual(rows.map((row) => ({ ...row, trigger_detail: null, trigger_group: null })));
  expect(migrated.all("select * from trigger_state")).toEqual([]);
  expect(migrated.all("select id from run indexed by run_by_trigger where trigger_group is not null")).toEqual([]);
  migrated.close();
  remove();
});
