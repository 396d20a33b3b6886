import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { openDatabase } from "./database.ts";
import { migrations } from "./migrations/migrations.ts";

test("step 60 keeps every run, as one whose environment is not known", () => {
  const { folder, remove } = temporaryFolder();
  const open = (upTo: number) => {
    const how = { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 };
    const opened = openDatabase(join(folder, "test.sqlite"), { ...how, migrations: migrations.filter(({ version }) => version <= upTo) });
    if (!opened.ok) throw new Error(opened.failure.message);
    return opened.value;
  };
  const earlier = open(59);
  earlier.run("insert into project (path, name, opened_at) values ('/shop', 'shop', 1)");
  earlier.run("insert into plan (hash, json) values ('x', '[]')");
  earlier.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'cli', 0, '[]', 0, 2, 0, 1, 5)`,
  );
  const before = earlier.all<object>("select * from run");
  earlier.close();
  const now = open(60);
  expect(now.all("select * from run")).toEqual(before.map((row) => ({ ...row, fingerprint_id: null })));
  expect([now.all("select * from fingerprint"), now.all("select * from tool_version")]).toEqual([[], []]);
  expect(() => now.run("update run set fingerprint_id = 7")).toThrow("FOREIGN KEY");
  now.close();
  remove();
});
