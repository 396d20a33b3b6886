import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openDatabase } from "../database.ts";
import { alerts } from "./0190-alerts.ts";
import { type Migration, migrations } from "./migrations.ts";

function open(folder: string, steps: readonly Migration[]) {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 },
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("projects and events of an older file stay as they were, and nothing has fired", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < alerts.version);
  const old = open(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const kept = ["project", "event"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = open(folder, [...before, alerts]);
  expect(["project", "event"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(
    ["alert", "alert_rule", "delivery", "incident", "incident_entry"].flatMap((table) => migrated.all(`select * from ${table}`)),
  ).toEqual([]);
  migrated.close();
  remove();
});
