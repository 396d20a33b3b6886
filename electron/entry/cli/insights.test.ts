import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../../e2e/fixtures/history.ts";
import { millrace, type ProgramEnd } from "../../../e2e/fixtures/millrace-programs.ts";
import { commitAll, makeRepository } from "../../../e2e/fixtures/repository.ts";

let folder: string;
let project: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  folder = realpathSync(folder);
  project = join(folder, "shop");
});
afterEach(() => remove());

function ask(...words: string[]): Promise<ProgramEnd> {
  return millrace({ home: join(folder, "home"), cwd: project }, ...words);
}

const files = {
  "millrace.yml": `version: 1
stages:
  unit: { phase: test, run: 'grep -q 1 cart.txt || { echo "cart.txt:1 is wrong"; exit 1; }' }
`,
  "cart.txt": "1\n",
};

test("why a run is different, how well builds work, and all projects beside each other", async () => {
  makeRepository(project, files);
  expect((await ask("insights", "compare", "1")).exitCode).toBe(2);
  await ask("run");
  expect((await ask("insights", "compare", "1")).output).toContain("note: No run passed before this one");
  const commit = commitAll(project, "feat: two", { "cart.txt": "2\n" });
  expect((await ask("run")).exitCode).toBe(1);

  const told = await ask("insights", "compare", "2");
  expect(told.exitCode).toBe(0);
  expect(told.output).toMatch(/^Run 2 failed, against run 1, which passed\n {3}1 {2}unit failed with exit code 1, it had passed\n/);
  expect(told.output).toContain("cart.txt was modified, and what fails names it");
  const compared = JSON.parse((await ask("insights", "compare", "2", "1", "--json")).output);
  expect(compared).toMatchObject({ run: { number: 2 }, against: { number: 1 }, commits: [{ commit }], files: [{ path: "cart.txt" }] });

  const health = JSON.parse((await ask("insights", "health", "--days", "30", "--json")).output);
  expect(health).toMatchObject({ total: { runs: 2 }, criticalPath: [{ stage: "unit", onPath: 1, runs: 1, share: 1 }], uncountedTo: null });
  expect((await ask("insights", "health")).output).toMatch(/^2 runs in 90 days: .* waited, .* in the queue/);
  expect(JSON.parse((await ask("insights", "projects", "--json")).output)).toMatchObject({
    projects: [{ name: "shop", runs: 2, passRate: 0.5 }],
  });
  expect((await ask("insights", "projects")).output).toMatch(/^shop +2 runs +50 % passed +median/);
  expect((await ask("insights")).output).toMatch(/^2 runs in 90 days, 50 % passed/);
});

test("what is no period and no run is refused", async () => {
  makeRepository(project, files);
  await ask("open");
  for (const words of [["health", "--days", "7"], ["projects", "--days", "x"], ["compare"]])
    expect((await ask("insights", ...words)).exitCode).toBe(2);
  expect(JSON.parse((await ask("insights", "compare", "9", "--json")).complaint).error.code).toBe("not-found");
});
