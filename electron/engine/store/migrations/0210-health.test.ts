import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { planPlainStage } from "../../../../shared/pipeline/plan.ts";
import type { Database } from "../database.ts";
import { healthTable } from "../health.ts";
import { planTable } from "../plans.ts";
import { health } from "./0210-health.ts";
import { migrations } from "./migrations.ts";

function addRun(database: Database, id: number, finishedAt: number | null): void {
  const status = finishedAt === null ? "running" : "passed";
  database.run(
    `insert into run (id, project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at, started_at, finished_at)
      values (?, 1, ?, ?, 'cli', 0, '[]', 0, 1, 2, 1, 5, 25, ?)`,
    ...[id, id, status, finishedAt],
  );
  for (const sequence of [1, 2])
    database.run(
      `insert into stage_run (run_id, run_created_at, sequence, stage_id, phase, variant, attempt, status, started_at, finished_at)
        values (?, 5, ?, ?, 'build', '', 1, ?, ?, ?)`,
      ...[id, sequence, sequence, status, sequence * 100, finishedAt === null ? null : sequence * 100 + 50],
    );
}

test("runs of an older file stay as they were, and are counted step by step: each once, however it ends", () => {
  const { folder, remove } = temporaryFolder();
  const before = migrations.filter(({ version }) => version < health.version);
  const old = openWithSteps(folder, before);
  old.run("insert into project (path, name, opened_at) values ('/work/shop', 'shop', 1)");
  const plan = [planPlainStage({ name: "install", phase: "build" }), planPlainStage({ name: "unit", phase: "test", needs: ["install"] })];
  planTable(old).keep(plan);
  for (const { name } of plan) old.run("insert into stage (project_id, name, phase) values (1, ?, 'build')", name);
  for (const id of [1, 2, 3, 5]) addRun(old, id, 405);
  addRun(old, 4, null);
  const kept = ["run", "stage_run"].map((table) => old.all(`select * from ${table}`));
  old.close();

  const migrated = openWithSteps(folder, [...before, health]);
  expect(["run", "stage_run"].map((table) => migrated.all(`select * from ${table}`))).toEqual(kept);
  const table = healthTable(migrated, planTable(migrated));
  const uncounted = [table.uncountedTo()];
  migrated.run("update run set status = 'passed', finished_at = 405 where id = 4");
  migrated.run("update stage_run set status = 'passed', finished_at = started_at + 50 where run_id = 4");
  table.addRun("r4" as never);
  for (let isMore = true; isMore; ) {
    isMore = table.fill(2);
    uncounted.push(table.uncountedTo());
  }
  expect(uncounted).toEqual([0, 0, 0, null]);
  expect(table.fill(2)).toBe(false);
  const { queued, ...day } = table.days("p1" as never, 0, 0)[0] ?? { queued: [] };
  expect(queued).toHaveLength(6);
  expect(day).toEqual({ day: 0, waitedMs: 5 * 400, hits: 0, misses: 0, savedMs: 0, paths: 5 });
  expect(table.paths("p1" as never, 0, 0)).toEqual([
    { name: "install", onPath: 5, pathMs: 250 },
    { name: "unit", onPath: 5, pathMs: 250 },
  ]);
  migrated.close();
  remove();
});
