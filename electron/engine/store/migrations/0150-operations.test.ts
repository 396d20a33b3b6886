import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { operations } from "./0150-operations.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < operations.version);

test("runs and events of an older file stay as they were, and none is of a service, a monitor, an alert or an incident", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  old.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'board', 0, '[]', 0, 1, 0, 1, 5)`,
  );
  old.run("insert into event (at, project_id, run_id) values (5, 1, 1)");
  const kept = ["run", "project"].map((table) => old.all(`select * from ${table}`));
  const events = old.all<object>("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, operations]);
  expect(["run", "project"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  const ofNone = { service_id: null, monitor_id: null, alert_id: null, incident_id: null };
  expect(migrated.all("select * from event")).toEqual(events.map((event) => ({ ...event, ...ofNone })));
  expect(migrated.all("select id from run indexed by run_of_runbooks where project_id = 1 and trigger = 'runbook'")).toEqual([]);
  migrated.close();
  remove();
});
