import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { type Database, openDatabase } from "../database.ts";
import { series } from "./0180-series.ts";
import { type Migration, migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < series.version);

function open(folder: string, steps: readonly Migration[]): Database {
  const opened = openDatabase(join(folder, "test.sqlite"), {
    ...{ cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 100 },
    migrations: steps,
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}

test("projects of an older file stay as they were, and nothing was measured", () => {
  const { folder, remove } = temporaryFolder();
  const old = open(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  const kept = old.all("select * from project");
  old.close();

  const migrated = open(folder, [...before, series]);
  expect(migrated.all("select * from project")).toEqual(kept);
  for (const table of ["series", "series_sample", "series_chunk"]) expect(migrated.all(`select * from ${table}`)).toEqual([]);
  migrated.close();
  remove();
});
