import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRun, openTestStore, temporaryFolder, write } from "../../../../e2e/fixtures/history.ts";
import { rowOf, runOf, type StageRunId, stageRunId } from "../../../../shared/ids.ts";
import { planPlainStage, planPlainStep } from "../../../../shared/pipeline/plan.ts";
import { checkoutFolder, logFile } from "../../data-folder.ts";
import type { Store } from "../../store/store.ts";
import { createLogService } from "./logs.ts";

let home: ReturnType<typeof temporaryFolder>;
let project: string;
let store: Store;

beforeEach(() => {
  home = temporaryFolder();
  project = join(home.folder, "shop");
  store = openTestStore(join(home.folder, "data"));
  for (const path of ["src/price.ts", "crate/src/main.rs"]) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), "");
  }
});
afterEach(() => {
  store.close();
  home.remove();
});

/** A stage that has ended and wrote this. */
function addStage(log: string, { cwd = "", checkout = null as string | null } = {}): StageRunId {
  const projectId = write(store, ({ projects }) => projects.open(project, "shop", 1)).id;
  const planned = planPlainStage({ name: "compile", phase: "build", steps: [planPlainStep({ run: "make", cwd })] });
  const id = write(store, (tables) => {
    const run = tables.runs.insert(newRun(projectId, { stages: [planned], checkout }), 5);
    tables.stageRuns.insert(projectId, run.id, [planned]);
    const stage = stageRunId(rowOf(run.id), 1);
    tables.stageRuns.noteLog(stage, log.length, 1);
    tables.stageRuns.change(stage, { status: "failed", reason: "exit-code", startedAt: 5, finishedAt: 6, durationMs: 1 }, 6);
    return stage;
  });
  const path = logFile(store.folder, runOf(id), 1);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, log);
  return id;
}

async function problemsOf(id: StageRunId) {
  const answer = await createLogService(store, () => performance.now()).problems({ stageRunId: id, limit: 100 });
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value;
}

test("a path is told relative to the project, and whether it is there; what is outside is left out", async () => {
  const lines = [
    `${project}/src/price.ts(1,14): error TS2322: absolute and inside`,
    "./src/price.ts(2,1): error TS2322: relative",
    "src/gone.ts(3,1): error TS2322: not there",
    "/usr/include/stdio.h:4:1: error: of the system",
    "../elsewhere/a.ts(5,1): error TS2322: leads out",
  ];
  const { problems, outside, total, isComplete } = await problemsOf(addStage(lines.join("\n")));
  expect(problems.map(({ path, line, isFound }) => [path, line, isFound])).toEqual([
    ["src/price.ts", 1, true],
    ["src/price.ts", 2, true],
    ["src/gone.ts", 3, false],
  ]);
  expect({ outside, total, isComplete }).toEqual({ outside: 2, total: 5, isComplete: true });
});

test("a path is also looked for where the stage's steps ran, and in the checkout of the run", async () => {
  const inFolder = await problemsOf(addStage("error[E0277]: no\n --> src/main.rs:3:11\n", { cwd: "crate" }));
  expect(inFolder.problems).toMatchObject([{ path: "crate/src/main.rs", line: 3, isFound: true, code: "E0277" }]);
  const place = checkoutFolder(store.folder, "abc/shop");
  const inCheckout = await problemsOf(addStage(`${place}/src/price.ts:1:2: error: no\n`, { checkout: "abc/shop" }));
  expect(inCheckout.problems).toMatchObject([{ path: "src/price.ts", isFound: true }]);
});

test("a stage run that is not there is said", async () => {
  const service = createLogService(store, () => 0);
  expect(await service.problems({ stageRunId: "r9.1" as never, limit: 1 })).toMatchObject({ ok: false, failure: { code: "not-found" } });
});
