import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { deployments } from "./0140-deployments.ts";
import { migrations } from "./migrations.ts";

const before = migrations.filter(({ version }) => version < deployments.version);

test("releases, runs and events of an older file stay as they were, and nothing is deployed", () => {
  const { folder, remove } = temporaryFolder();
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run(
    `insert into release (project_id, version, kind, state, base_hash, commit_hash, subject, bump, commits, commit_count, notes, intent,
      is_signed, person, created_at) values (1, '1.0.0', 'release', 'released', 'c1', 'c1', 'feat: cart', 'minor', '[]', 1, '', '{}', 0, 'ada', 1)`,
  );
  old.run("insert into plan (hash, json) values ('aa', '[]')");
  old.run(
    `insert into run (project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at)
      values (1, 1, 'passed', 'release', 0, '[]', 0, 1, 0, 1, 5)`,
  );
  old.run("insert into event (at, project_id, release_id) values (5, 1, 1)");
  const kept = ["release", "run", "project"].map((table) => old.all(`select * from ${table}`));
  const events = old.all<object>("select * from event");
  old.close();

  const migrated = openWithSteps(folder, [...before, deployments]);
  expect(["release", "run", "project"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(migrated.all("select * from event")).toEqual(events.map((event) => ({ ...event, deployment_id: null, about_environments: null })));
  expect(migrated.all("select id from run indexed by run_of_releases where project_id = 1 and trigger = 'release'")).toEqual([{ id: 1 }]);
  expect(migrated.all("select id from deployment")).toEqual([]);
  migrated.close();
  remove();
});
