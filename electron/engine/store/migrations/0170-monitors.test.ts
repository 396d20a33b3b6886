import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { monitors } from "./0170-monitors.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < monitors.version);

test("projects and events of an older file stay as they were; nothing is watched, and nobody watches", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (1, 1)");
  const kept = ["project", "event"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = openWithSteps(folder, [...before, monitors]);
  expect(["project", "event"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(["monitor", "monitor_span", "monitor_check"].map((table) => migrated.all(`select * from ${table}`))).toEqual([[], [], []]);
  expect(migrated.all("select socket from monitor_host")).toEqual([{ socket: "" }]);
  migrated.close();
  remove();
});
