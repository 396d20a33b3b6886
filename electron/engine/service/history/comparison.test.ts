import { afterEach, beforeEach, expect, test } from "vitest";
import { write } from "../../../../e2e/fixtures/history.ts";
import { commitAll, git, makeRepository, writeFiles } from "../../../../e2e/fixtures/repository.ts";
import { openWorkshop, scriptStage, type Workshop } from "../../../../e2e/fixtures/runs.ts";
import { answered, stageWithTests } from "../../../../e2e/fixtures/test-reports.ts";
import type { RunComparison } from "../../../../shared/contract/health.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { createHealthService } from "./health.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
  makeRepository(workshop.projectPath, { "src/cart.ts": "1\n", "README.md": "# shop\n", ".gitignore": "reports\nsources\n" });
  write(workshop.store, ({ projects }) => projects.trust(workshop.projectId, true, 1));
});
afterEach(() => workshop.close());

async function run(stages: readonly PlannedStage[], changes: Partial<Pick<Run, "branch" | "commit">> = {}): Promise<Run> {
  const [commit, tree] = ["HEAD", "HEAD^{tree}"].map((name) => git(workshop.projectPath, "rev-parse", name));
  const request = workshop.request(stages, { commit: commit ?? null, tree: tree ?? null, ...changes });
  return (await workshop.run(request)).run;
}

async function compare(runId: Run["id"], against?: Run["id"]): Promise<RunComparison> {
  return answered(await createHealthService(workshop.store, Date.now, async () => null).compare({ runId, against }));
}

const unit = scriptStage("unit", 'grep -q 1 src/cart.ts || { echo "src/cart.ts:1: expected 1"; exit 1; }');

test("a run that fails is compared with the last green one: the stage, the file that its log names, the commit that changed it", async () => {
  const green = await run([unit]);
  const breaking = commitAll(workshop.projectPath, "feat: two carts", { "src/cart.ts": "2\n" });
  const harmless = commitAll(workshop.projectPath, "docs: more", { "README.md": "# a shop\n" });
  const red = await run([unit]);
  const comparison = await compare(red.id);
  expect(comparison.against?.id).toBe(green.id);
  expect(comparison.differences.filter(({ kind }) => kind !== "environment").map(({ kind, name }) => [kind, name])).toEqual([
    ["newly-failing", "unit"],
    ["file", "src/cart.ts"],
    ["commit", breaking],
    ["commit", harmless],
    ["file", "README.md"],
  ]);
  expect(comparison.commits.map(({ commit }) => commit)).toEqual([harmless, breaking]);
  expect(comparison.files).toEqual(["README.md", "src/cart.ts"].map((path) => ({ path, change: "modified" })));
  expect(comparison.stages).toMatchObject([{ name: "unit", before: { status: "passed" }, after: { status: "failed" }, isUnusual: null }]);
  expect(comparison.notes).toEqual([]);
});

test("a test that newly fails is named with its stage run", async () => {
  await run([stageWithTests(workshop, { adds: true, removes: true })]);
  const red = await run([stageWithTests(workshop, { adds: true, removes: "boom" })]);
  const { differences } = await compare(red.id);
  expect(differences.find(({ kind }) => kind === "test")).toMatchObject({ text: expect.stringContaining("removes fails, it had passed") });
});

test("without a green run before it there is nothing to compare with, and any other run can be named", async () => {
  writeFiles(workshop.projectPath, { "src/cart.ts": "2\n" });
  const [first, second] = [await run([unit]), await run([unit], { branch: "feature/2" })];
  const alone = await compare(second.id);
  expect([alone.against, alone.differences, alone.notes]).toEqual([
    ...[null, []],
    ["No run passed before this one with at least its stages. Choose another run."],
  ]);
  const { against, differences, notes } = await compare(second.id, first.id);
  expect([against?.id, differences.filter(({ kind }) => kind !== "environment"), notes]).toEqual([
    ...[first.id, []],
    ["Run 1 ran on main, this one on feature/2."],
  ]);
});

test("the first run of a branch is compared with the green one of the commit that it began on, not with a newer one elsewhere", async () => {
  const base = await run([unit]);
  git(workshop.projectPath, "switch", "--quiet", "-c", "feature/2");
  commitAll(workshop.projectPath, "feat: two carts", { "src/cart.ts": "2\n" });
  git(workshop.projectPath, "switch", "--quiet", "main");
  commitAll(workshop.projectPath, "docs: more", { "README.md": "# a shop\n" });
  const newer = await run([unit]);
  git(workshop.projectPath, "switch", "--quiet", "feature/2");
  const red = await run([unit], { branch: "feature/2" });
  const { against, files, notes } = await compare(red.id);
  expect([against?.id, files.map(({ path }) => path), notes]).toEqual([
    ...[base.id, ["src/cart.ts"]],
    ["Run 1 ran on main, this one on feature/2."],
  ]);
  write(workshop.store, ({ projects }) => projects.trust(workshop.projectId, false, 2));
  expect((await compare(red.id)).against?.id).toBe(newer.id);
});

test("what git cannot tell is said", async () => {
  await run([unit]);
  const gone = await run([unit], { commit: "1".repeat(40) });
  const { notes, files } = await compare(gone.id);
  expect([notes, files]).toEqual([["What changed cannot be told: the repository does not have the commit of one of them any more."], []]);
  write(workshop.store, ({ projects }) => projects.trust(workshop.projectId, false, 2));
  expect((await compare(gone.id)).notes).toEqual(["The folder is not trusted, so git was not asked what changed."]);
});

test("a run of another project is none to compare with", async () => {
  const mine = await run([unit]);
  expect(
    await createHealthService(workshop.store, Date.now, async () => null).compare({ runId: mine.id, against: "r99" as never }),
  ).toMatchObject({
    failure: { code: "not-found" },
  });
});
