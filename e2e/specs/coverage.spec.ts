import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { faultsOf } from "../fixtures/accessibility.ts";
import { runCommand } from "../fixtures/command-line.ts";
import { git } from "../fixtures/project.ts";
import { expect, test } from "../fixtures/test.ts";
import { AppWindow } from "../pages/app-window.ts";
import { Code } from "../pages/code.ts";
import { Coverage } from "../pages/coverage.ts";
import { RunPage } from "../pages/run-page.ts";
import { Runs } from "../pages/runs.ts";

const command =
  "mkdir -p out && node --test --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=out/lcov.info price.test.mjs";
const files = {
  "millrace.yml": `version: 1\nstages:\n  unit:\n    phase: test\n    run: ${command}\n    reports: { coverage: [out/lcov.info] }\n`,
  ".gitignore": "out\n",
  "price.mjs": "export function half(sum) {\n  return sum / 2;\n}\n",
  "price.test.mjs":
    'import assert from "node:assert";\nimport test from "node:test";\nimport { half } from "./price.mjs";\n\ntest("half", () => assert.equal(half(4), 2));\n',
};

test("a run says which of the changed lines its tests reach, line by line", async ({ makeProject, start, home }) => {
  const folder = makeProject("shop", { files });
  git(folder, "switch", "--quiet", "--create", "feat/double");
  appendFileSync(join(folder, "price.mjs"), "\nexport function double(sum) {\n  return sum * 2;\n}\n");
  writeFileSync(join(folder, "notes.md"), "Double.\n");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message=feat: double");
  await runCommand(home, "run", "--project", folder);
  const { page } = await start({ project: folder });
  const window = new AppWindow(page);
  await window.goTo("Runs");
  await new Runs(page).open(1);
  await new RunPage(page).showTab("Coverage");
  const coverage = new Coverage(page);
  await expect(coverage.changed.getByRole("heading")).toHaveText(/^\d of 4 changed lines covered$/);
  await expect(coverage.changed).toContainText(/notes\.md\s*in no report/);
  await coverage.filter.fill("nowhere");
  await expect(coverage.files).toHaveCount(0);
  await coverage.filter.fill("PRICE");
  await expect(coverage.files).not.toHaveCount(0);
  expect(await faultsOf(page)).toEqual([]);
  await window.downloadFiles();
  expect(JSON.parse(await window.save("the changed files", "JSON"))).toContainEqual(
    expect.objectContaining({ path: "notes.md", lines: null, missed: null }),
  );
  expect(JSON.parse(await window.save("the trend", "JSON"))).toMatchObject([{ run: 1, branch: "feat/double" }]);
  await coverage.changed.getByRole("button", { name: /price\.mjs missed/ }).click();
  const difference = new Code(page).difference("price.mjs");
  await expect(difference.getByText("Not covered:").first()).toBeAttached();
  await difference.getByRole("button", { name: /^Close the file/ }).click();
  await coverage.file("price.mjs").click();
  await expect(coverage.linesOf("price.mjs")).toContainText("return sum / 2;");

  await window.goTo("Code");
  const code = new Code(page);
  await code.show("History");
  await code.openCommit("feat: double");
  await page.getByRole("button", { name: /^price\.mjs modified/ }).click();
  await expect(code.difference("price.mjs")).toContainText("new lines covered by run 1");
});
