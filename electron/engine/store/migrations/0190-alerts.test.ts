import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { alerts } from "./0190-alerts.ts";
import { migrations } from "./migrations.ts";

test("projects and events of an older file stay as they were, and nothing has fired", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < alerts.version);
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const kept = ["project", "event"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = openWithSteps(folder, [...before, alerts]);
  expect(["project", "event"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(
    ["alert", "alert_rule", "delivery", "incident", "incident_entry"].flatMap((table) => migrated.all(`select * from ${table}`)),
  ).toEqual([]);
  migrated.close();
  remove();
});
