import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { triggerClaims } from "./0240-trigger-claims.ts";
import { migrations } from "./migrations.ts";

test("triggers of an older file remember what they did, and none waits for its run", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < triggerClaims.version);
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into trigger_state (project_id, key, seen, follow_ups, fired_at) values (1, 'commit', 'a', 2, 3)");
  const [kept] = old.all<object>("select * from trigger_state");
  old.close();

  const migrated = openWithSteps(folder, [...before, triggerClaims]);
  expect(migrated.all("select * from trigger_state")).toEqual([{ ...kept, seen_before: null }]);
  migrated.close();
  remove();
});
