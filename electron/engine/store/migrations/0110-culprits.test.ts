import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { culprits } from "./0110-culprits.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < culprits.version);

test("runs and events of an older file stay as they were, and what ran on one tree is found by it", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  for (const [number, tree] of [
    [1, "t1"],
    [2, null],
    [3, "t1"],
  ] as const)
    old.run(
      `insert into run (project_id, number, status, trigger, dirty, tree_hash, selection, only_selected, parallel, stage_count, plan_id, created_at)
        values (1, ?, 'passed', 'cli', 0, ?, '[]', 0, 1, 0, 1, 5)`,
      ...[number, tree],
    );
  old.run("insert into event (at, run_id, status) values (5, 1, 'passed')");
  const runs = old.all("select * from run");
  const events = old.all<object>("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, culprits]);
  expect(migrated.all("select * from run")).toEqual(runs);
  expect(migrated.all("select * from event")).toEqual(events.map((event) => ({ ...event, culprit_id: null })));
  expect(
    migrated.all(
      "select id from run indexed by run_of_tree where project_id = 1 and tree_hash = 't1' and tree_hash is not null order by id",
    ),
  ).toEqual([{ id: 1 }, { id: 3 }]);
  expect(migrated.all("select * from culprit_search union all select * from culprit_search")).toEqual([]);
  migrated.close();
  remove();
});
