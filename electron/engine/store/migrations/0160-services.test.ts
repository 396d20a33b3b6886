import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { type Database, openDatabase } from "../database.ts";
import { services } from "./0160-services.ts";
import { type Migration, migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < services.version);

function open(folder: string, steps: readonly Migration[]): Database {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 },
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("projects and events of an older file stay as they were, and nothing is kept running", () => {
  const { folder, remove } = temporaryFolder();
  const old = open(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const [projects, events] = [old.all("select * from project"), old.all("select * from event")];
  old.close();

  const migrated = open(folder, [...before, services]);
  expect([migrated.all("select * from project"), migrated.all("select * from event")]).toEqual([projects, events]);
  expect(migrated.all("select id from service")).toEqual([]);
  migrated.close();
  remove();
});
