import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openDatabase } from "../database.ts";
import { triggerClaims } from "./0240-trigger-claims.ts";
import { type Migration, migrations } from "./migrations.ts";

function open(folder: string, steps: readonly Migration[]) {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 },
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("triggers of an older file remember what they did, and none waits for its run", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < triggerClaims.version);
  const old = open(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into trigger_state (project_id, key, seen, follow_ups, fired_at) values (1, 'commit', 'a', 2, 3)");
  const [kept] = old.all<object>("select * from trigger_state");
  old.close();

  const migrated = open(folder, [...before, triggerClaims]);
  expect(migrated.all("select * from trigger_state")).toEqual([{ ...kept, seen_before: null }]);
  migrated.close();
  remove();
});
