import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { commits } from "./0120-commits.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < commits.version);

test("runs of an older file are kept as they were, and are found by commit and by tree", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  for (const [number, commit, tree] of [
    [1, "c1", "t1"],
    [2, null, null],
  ] as const)
    old.run(
      `insert into run (project_id, number, status, trigger, commit_hash, tree_hash, dirty, selection, only_selected, parallel, stage_count, plan_id,
        created_at) values (1, ?, 'passed', 'cli', ?, ?, 0, '[]', 0, 1, 0, 1, 5)`,
      ...[number, commit, tree],
    );
  const rows = old.all("select * from run");
  old.close();

  const migrated = openWithSteps(folder, [...before, commits]);
  expect(migrated.all("select * from run")).toEqual(rows);
  expect(migrated.all("select id from run indexed by run_of_commit where project_id = 1 and commit_hash = 'c1'")).toEqual([{ id: 1 }]);
  expect(migrated.all("select id from run indexed by run_of_tree where project_id = 1 and tree_hash = 't1'")).toEqual([{ id: 1 }]);
  migrated.close();
  remove();
});
