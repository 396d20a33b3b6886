import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { type Database, openDatabase } from "../database.ts";
import { monitors } from "./0170-monitors.ts";
import { type Migration, migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < monitors.version);

function open(folder: string, steps: readonly Migration[]): Database {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 },
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("projects and events of an older file stay as they were; nothing is watched, and nobody watches", () => {
  const { folder, remove } = temporaryFolder();
  const old = open(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (1, 1)");
  const kept = ["project", "event"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = open(folder, [...before, monitors]);
  expect(["project", "event"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(["monitor", "monitor_span", "monitor_check"].map((table) => migrated.all(`select * from ${table}`))).toEqual([[], [], []]);
  expect(migrated.all("select socket from monitor_host")).toEqual([{ socket: "" }]);
  migrated.close();
  remove();
});
