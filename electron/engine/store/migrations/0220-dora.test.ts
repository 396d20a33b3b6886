import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { dora } from "./0220-dora.ts";
import { migrations } from "./migrations.ts";

test("projects and deployments of an older file stay as they were, and no project has a rule of its own", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < dora.version);
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  old.run(
    `insert into release (project_id, version, kind, state, base_hash, commit_hash, subject, bump, commits, commit_count, notes, intent, is_signed, person, created_at)
      values (1, '1.0.0', 'release', 'released', 'c1', 'c1', 'first', 'minor', '[]', 0, '', '{}', 0, 'Mara', 2)`,
  );
  old.run(
    `insert into deployment (project_id, environment, number, kind, cause, release_id, contents, run_id, stage_sequence, state, environment_json, person, comment, created_at, served_at)
      values (1, 'production', 1, 'deploy', 'person', 1, 'x', 1, 1, 'deployed', '{}', 'Mara', '', 3, 4)`,
  );
  const kept = ["project", "release", "deployment"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = openWithSteps(folder, [...before, dora]);
  expect(["project", "release", "deployment"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  expect(migrated.all("select * from dora_rule")).toEqual([]);
  migrated.close();
  remove();
});
