import { expect, test } from "vitest";
import { temporaryFolder } from "../../../../e2e/fixtures/history.ts";
import { openWithSteps } from "../../../../e2e/fixtures/migration.ts";
import { dayMs } from "../../../../shared/time.ts";
import type { Database } from "../database.ts";
import { addToSketch, emptySketch } from "../duration-sketch.ts";
import { migrations } from "./migrations.ts";

const stagesOf = (database: Database) => database.all("select * from stage_run order by run_id, sequence");
const sketch = (...durationsMs: number[]) => Buffer.from(durationsMs.reduce(addToSketch, emptySketch));

test("days are counted anew by the creation of runs, and stage runs know it", () => {
  const { folder, remove } = temporaryFolder();
  const before = openWithSteps(
    folder,
    migrations.filter(({ version }) => version <= 10),
  );
  const addRun = (id: number, status: string, selection: string, createdAt: number, durationMs: number | null) => {
    const finishedAt = durationMs === null ? null : createdAt + durationMs;
    before.run(
      `insert into run (id, project_id, number, status, trigger, dirty, selection, only_selected, parallel, stage_count, plan_id, created_at,
        finished_at, duration_ms) values (?, 1, ?, ?, 'cli', 0, ?, 0, 1, 1, 1, ?, ?, ?)`,
      ...[id, id, status, selection, createdAt, finishedAt, durationMs],
    );
    before.run(
      `insert into stage_run (run_id, sequence, stage_id, phase, variant, attempt, status, finished_at, duration_ms)
        values (?, 1, 1, 'test', '', 1, ?, ?, ?)`,
      ...[id, status, finishedAt, durationMs],
    );
  };
  before.run("insert into project (id, path, name, opened_at) values (1, '/shop', 'shop', 1)");
  before.run("insert into plan (id, hash, json) values (1, 'x', '[]')");
  before.run("insert into stage (id, project_id, name, phase) values (1, 1, 'unit', 'test')");
  addRun(1, "passed", "[]", dayMs - 5, 70_000);
  addRun(2, "passed", '["unit"]', dayMs - 4, 300);
  addRun(3, "passed", "[]", dayMs - 3, 1);
  addRun(4, "failed", "[]", dayMs + 1, 20);
  addRun(5, "interrupted", "[]", dayMs + 2, 0);
  addRun(6, "running", "[]", dayMs + 3, null);
  before.run("insert into outcome_day values (1, 0, 1, 9, 9, 9, 9, 9, 9, x'00')");
  const stageRuns = stagesOf(before);
  before.close();

  const after = openWithSteps(
    folder,
    migrations.filter(({ version }) => version <= 20),
  );
  const createdAt = [-5, -4, -3, 1, 2, 3].map((offset) => dayMs + offset);
  expect(stagesOf(after)).toEqual(stageRuns.map((row, index) => ({ ...(row as object), run_created_at: createdAt[index] })));
  const day = { project_id: 1, canceled: 0, skipped: 0, errored: 0 };
  const [first, second] = [
    { ...day, day: 0, passed: 3, failed: 0, interrupted: 0 },
    { ...day, day: 1, passed: 0, failed: 1, interrupted: 1, durations: sketch() },
  ];
  expect(after.all("select * from outcome_day order by stage_id, day")).toEqual([
    { ...first, stage_id: 0, durations: sketch(70_000, 1) },
    { ...second, stage_id: 0 },
    { ...first, stage_id: 1, durations: sketch(70_000, 300, 1) },
    { ...second, stage_id: 1 },
  ]);
  after.close();
  remove();
});
