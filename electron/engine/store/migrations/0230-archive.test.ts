import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openDatabase } from "../database.ts";
import { archive } from "./0230-archive.ts";
import { type Migration, migrations } from "./migrations.ts";

function open(file: string, steps: readonly Migration[]) {
  const opened = openDatabase(file, { ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 }, migrations: steps });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("projects of an older file stay as they were, and each database has an id of its own that stays", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < archive.version);
  const identityIn = (name: string) => {
    const file = join(folder, name);
    const old = open(file, before);
    old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
    const projects = old.all("select * from project");
    old.close();
    const migrated = open(file, [...before, archive]);
    expect(migrated.all("select * from project")).toEqual(projects);
    const sources = migrated.all<{ id: number; identity: string }>("select * from history_source");
    migrated.close();
    const again = open(file, [...before, archive]);
    expect(again.all("select * from history_source")).toEqual(sources);
    again.close();
    expect(sources).toEqual([{ id: 1, identity: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    return sources[0]?.identity;
  };
  expect(identityIn("one")).not.toBe(identityIn("two"));
  remove();
});
