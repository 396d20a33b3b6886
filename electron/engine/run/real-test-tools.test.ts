import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openWorkshop, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { answered, testStage, testsOf, writeProjectFile } from "../../../e2e/fixtures/test-reports.ts";
import { stagesIn } from "../../../e2e/fixtures/told-runs.ts";
import { logFile } from "../data-folder.ts";

/*
 * Real tools as stages of a real run: two tests pass, one fails, one is left out, and what is told of them is what the
 * tool itself printed.
 */

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

interface Tool {
  readonly files: Readonly<Record<string, string>>;
  readonly script: string;
  /** What it prints of the numbers: of passed, failed and skipped tests. */
  readonly printed: readonly [passed: RegExp, failed: RegExp, skipped: RegExp];
  /** Where the failing test is said to be. */
  readonly file: string | null;
  /** Whether it is here. */
  readonly needs: readonly string[];
}

const nodeTests = `
import assert from "node:assert"; import { describe, it } from "node:test";
describe("cart", () => {
  it("is empty", () => {});
  it("adds", () => {});
  it("adds tax", () => assert.equal(1, 2));
  it.skip("sells", () => {});
});`;

const vitestTests = nodeTests.replace(/import assert.*\n/, "").replace("assert.equal(1, 2)", "expect(1).toBe(2)");
const vitest = join(import.meta.dirname, "../../../node_modules/vitest/vitest.mjs");

const pythonTests = `
import pytest
class TestCart:
    def test_empty(self): pass
    def test_adds(self): pass
    def test_adds_tax(self): assert 1 == 2
    @pytest.mark.skip
    def test_sells(self): pass
`;

const perlTests = `use Test::More tests => 4; ok(1, "is empty"); ok(1, "adds"); is(1, 2, "adds tax"); SKIP: { skip "not yet", 1; ok(1, "sells"); }`;

const goTests = `package shop
import "testing"
func TestEmpty(t *testing.T) {}
func TestAdds(t *testing.T) {}
func TestAddsTax(t *testing.T) { t.Error("1 is not 2") }
func TestSells(t *testing.T) { t.Skip() }
`;

const tools: Record<string, Tool> = {
  "Node's runner, JUnit": {
    files: { "cart.test.mjs": nodeTests },
    script: `"${process.execPath}" --test --test-reporter=junit --test-reporter-destination=reports/unit.xml --test-reporter=spec --test-reporter-destination=stdout`,
    printed: [/ℹ pass (\d+)/, / fail (\d+)/, / skipped (\d+)/],
    file: "cart.test.mjs",
    needs: [],
  },
  "Node's runner, TAP": {
    files: { "cart.test.mjs": nodeTests },
    script: `"${process.execPath}" --test --test-reporter=tap | tee reports/unit.tap; grep -q "^not ok" reports/unit.tap && exit 1`,
    printed: [/# pass (\d+)/, /# fail (\d+)/, /# skipped (\d+)/],
    file: "cart.test.mjs",
    needs: [],
  },
  Vitest: {
    files: { "src/cart.test.mjs": vitestTests },
    script: `"${process.execPath}" "${vitest}" run --globals --no-color --reporter=default --reporter=junit --outputFile.junit=reports/unit.xml`,
    printed: [/Tests .*?(\d+) passed/, /Tests .*?(\d+) failed/, /Tests .*?(\d+) skipped/],
    file: null,
    needs: [],
  },
  pytest: {
    files: { "test_cart.py": pythonTests },
    script: "python3 -m pytest -p no:cacheprovider -o junit_family=xunit1 --junit-xml=reports/unit.xml",
    printed: [/(\d+) passed/, /(\d+) failed/, /(\d+) skipped/],
    file: "test_cart.py",
    needs: ["python3 -m pytest --version"],
  },
  Perl: {
    files: { "cart.t": perlTests },
    script: "perl cart.t | tee reports/cart.tap; grep -q '^not ok' reports/cart.tap && exit 1",
    printed: [/^ok 2 (?:-) adds\n/m, /^not ok 3 (?:-) adds tax\n/m, /^ok 4 # skip/m],
    file: null,
    needs: ["perl -v"],
  },
  Go: {
    files: { "go.mod": "module shop\ngo 1.19\n", "cart_test.go": goTests },
    script: "go test -json ./... | tee reports/unit.jsonl; grep -q '\"fail\"' reports/unit.jsonl && exit 1",
    printed: [/--- PASS: TestEmpty/, /--- FAIL: TestAddsTax/, /--- SKIP: TestSells/],
    file: null,
    needs: ["go version"],
  },
};

it.for(Object.entries(tools))("%s", { timeout: 120_000 }, async ([, { files, script, printed, file, needs }], { skip }) => {
  const missing = needs.find((command) => spawnSync("sh", ["-c", command], { stdio: "ignore" }).status !== 0);
  skip(missing !== undefined, `skipped: no ${missing}`);
  for (const [path, text] of Object.entries(files)) writeProjectFile(workshop, path, text);
  const { run } = await workshop.run(workshop.request([testStage(script)]));
  const [stage] = stagesIn(workshop, run.id);
  const log = readFileSync(logFile(workshop.dataFolder, run.id, 1), "utf8");
  expect([stage?.status, log]).toEqual(["failed", expect.anything()]);
  const { totals, rows, reports } = answered(testsOf(workshop).ofRun({ runId: run.id, text: "", after: null, limit: 100 }));
  expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
  expect(totals).toMatchObject({ tests: 4, passed: 2, failed: 1, errored: 0, skipped: 1 });
  const numbers = printed.map((pattern) => pattern.exec(log));
  expect(numbers).not.toContain(null);
  expect(numbers.map((found, index) => Number(found?.[1] ?? [2, 1, 1][index]))).toEqual([2, 1, 1]);
  const [failing] = rows;
  expect(failing).toMatchObject({ standing: "new-failure", test: { name: expect.stringMatching(/adds[ _]tax|AddsTax/i) } });
  if (file !== null) expect(failing?.test.file).toBe(file);
});
