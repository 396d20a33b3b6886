import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { retention } from "./0050-retention.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < retention.version);

test("runs of an older file are kept as they were, wait to be looked at, and are not pinned", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  for (const [number, status, finishedAt] of [
    [1, "passed", 9],
    [2, "running", null],
  ] as const) {
    old.run(
      `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at, finished_at)
        values (1, ?, ?, 'cli', 0, '[]', 0, 1, 0, 1, 5, ?)`,
      ...[number, status, finishedAt],
    );
    old.run("insert into event (at, run_id, status) values (5, ?, 'queued')", number);
  }
  const rows = old.all<Record<string, unknown>>("select * from run");
  const events = old.all("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, retention]);
  const added = {
    ...{ pinned: 0, disk_log_bytes: null, disk_artifact_bytes: null, removed_at: null },
    ...{ logs_removed_at: null, logs_removed_rule: null, logs_removed_limit: null },
    ...{ artifacts_removed_at: null, artifacts_removed_rule: null, artifacts_removed_limit: null },
  };
  expect(migrated.all("select * from run")).toEqual(rows.map((row) => ({ ...row, ...added })));
  expect(migrated.all("select * from event")).toEqual(events);
  expect(migrated.all("select * from disk_use")).toEqual([]);
  const waiting = "select id from run indexed by run_uncounted where disk_log_bytes is null and finished_at is not null";
  expect(migrated.all(waiting)).toEqual([{ id: 1 }]);
  migrated.close();
  remove();
});
