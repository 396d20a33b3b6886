import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { series } from "./0180-series.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < series.version);

test("projects of an older file stay as they were, and nothing was measured", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  const kept = old.all("select * from project");
  old.close();

  const migrated = openWithSteps(folder, [...before, series]);
  expect(migrated.all("select * from project")).toEqual(kept);
  for (const table of ["series", "series_sample", "series_chunk"]) expect(migrated.all(`select * from ${table}`)).toEqual([]);
  migrated.close();
  remove();
});
