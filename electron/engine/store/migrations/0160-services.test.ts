import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { services } from "./0160-services.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < services.version);

test("projects and events of an older file stay as they were, and nothing is kept running", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const [projects, events] = [old.all("select * from project"), old.all("select * from event")];
  old.close();

  const migrated = openWithSteps(folder, [...before, services]);
  expect([migrated.all("select * from project"), migrated.all("select * from event")]).toEqual([projects, events]);
  expect(migrated.all("select id from service")).toEqual([]);
  migrated.close();
  remove();
});
