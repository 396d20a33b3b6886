import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { failures } from "./0125-failures.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < failures.version);

test("searches of an older file stay as they were, on no branch; nothing is known of failures", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run(
    `insert into culprit_search (project_id, stage, repeat, keeps_builds, good, bad, status, total, suspect_count, holder, created_at)
      values (1, 'unit', 1, 0, '{}', '{}', 'found', 3, 1, 'h', 5)`,
  );
  const searches = old.all<object>("select * from culprit_search");
  old.close();

  const migrated = openWithSteps(folder, [...before, failures]);
  expect(migrated.all("select * from culprit_search")).toEqual(searches.map((search) => ({ ...search, branch: null })));
  expect(migrated.all("select id from failure union all select failure_id from stage_failure")).toEqual([]);
  migrated.close();
  remove();
});
