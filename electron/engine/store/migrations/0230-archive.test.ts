import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { archive } from "./0230-archive.ts";
import { migrations } from "./migrations.ts";

test("projects of an older file stay as they were, and each database has an id of its own that stays", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < archive.version);
  const identityIn = (name: string) => {
    const place = join(folder, name);
    mkdirSync(place);
    const old = openWithSteps(place, before);
    old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
    const projects = old.all("select * from project");
    old.close();
    const migrated = openWithSteps(place, [...before, archive]);
    expect(migrated.all("select * from project")).toEqual(projects);
    const sources = migrated.all<{ id: number; identity: string }>("select * from history_source");
    migrated.close();
    const again = openWithSteps(place, [...before, archive]);
    expect(again.all("select * from history_source")).toEqual(sources);
    again.close();
    expect(sources).toEqual([{ id: 1, identity: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    return sources[0]?.identity;
  };
  expect(identityIn("one")).not.toBe(identityIn("two"));
  remove();
});
