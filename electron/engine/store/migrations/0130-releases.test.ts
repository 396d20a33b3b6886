import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { releases } from "./0130-releases.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < releases.version);

test("projects and events of an older file stay as they were, and nothing is released", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into event (at, project_id) values (5, 1)");
  const projects = old.all("select * from project");
  const events = old.all<object>("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, releases]);
  expect(migrated.all("select * from project")).toEqual(projects);
  expect(migrated.all("select * from event")).toEqual(events.map((event) => ({ ...event, release_id: null })));
  expect(migrated.all("select id from release")).toEqual([]);
  migrated.close();
  remove();
});
