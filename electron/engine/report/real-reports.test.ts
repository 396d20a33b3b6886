import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ReportTotals, readTestReport, type TestResult } from "./report.ts";

/*
 * Reports that real tools wrote, of a few small tests each: one passes, one fails, one is skipped, one throws, some are
 * nested, some have odd names. Paths and host names in them were replaced; of Surefire's, Gradle's, NUnit's and TestNG's the
 * properties and the frames that are not of the tests themselves are left out.
 */
const folder = join(import.meta.dirname, "../../../e2e/fixtures/reports");

type Counts = Omit<ReportTotals, "durationMs" | "tests">;

interface RealReport {
  readonly file: string;
  /** How it was made. */
  readonly command: string;
  /** What the tool itself printed of the same tests. */
  readonly printed: string;
  /** What that means in our words. */
  readonly counts: Counts;
}

function counts(passed: number, failed: number, errored: number, skipped: number): Counts {
  return { passed, failed, errored, skipped };
}

const reports: readonly RealReport[] = [
  {
    file: "node-junit.xml",
    command: "node 24.21 --test --test-reporter=junit",
    printed: "tests 8, suites 2, pass 4, fail 2, skipped 1, todo 1",
    counts: counts(4, 2, 0, 2),
  },
  {
    file: "node.tap",
    command: "node 24.21 --test --test-reporter=tap",
    printed: "tests 8, suites 2, pass 4, fail 2, skipped 1, todo 1",
    counts: counts(4, 2, 0, 2),
  },
  {
    file: "vitest-junit.xml",
    command: "vitest 4.1.12 run --reporter=junit",
    printed: "Tests 2 failed | 2 passed | 1 skipped | 1 todo (6)",
    counts: counts(2, 2, 0, 2),
  },
  {
    file: "vitest.tap",
    command: "vitest 4.1.12 run --reporter=tap",
    printed: "Tests 2 failed | 2 passed | 1 skipped | 1 todo (6)",
    counts: counts(2, 2, 0, 2),
  },
  {
    // The one to do has no sign of it in the report, whose own head counts it as skipped, too.
    file: "jest-junit.xml",
    command: "jest 30.5.2 --reporters jest-junit (17.0.0)",
    printed: "Tests: 2 failed, 1 skipped, 1 todo, 2 passed, 6 total",
    counts: counts(3, 2, 0, 1),
  },
  {
    // Its reporter leaves out the two that are pending.
    file: "mocha-junit.xml",
    command: "mocha 10.8.2 -R mocha-junit-reporter (2.2.1)",
    printed: "1 passing, 2 pending, 3 failing",
    counts: counts(1, 3, 0, 0),
  },
  { file: "mocha-xunit.xml", command: "mocha 12.0.3 -R xunit", printed: "1 passing, 2 pending, 3 failing", counts: counts(1, 3, 0, 2) },
  { file: "mocha.tap", command: "mocha 12.0.3 -R tap", printed: "1 passing, 2 pending, 3 failing", counts: counts(1, 3, 0, 2) },
  {
    file: "playwright.xml",
    command: "playwright 1.65.1 test --reporter=junit",
    printed: "1 failed, 1 skipped, 2 passed",
    counts: counts(2, 1, 0, 1),
  },
  {
    file: "node-tap.tap",
    command: "node, with the package tap 21.8.0",
    printed: "{ total: 7, pass: 3, fail: 2, todo: 1, skip: 1 }",
    counts: counts(3, 2, 0, 2),
  },
  {
    file: "pytest.xml",
    command: "pytest 9.0.3 --junit-xml",
    printed: "1 failed, 5 passed, 1 skipped, 1 xfailed, 1 error",
    counts: counts(5, 1, 1, 2),
  },
  {
    file: "pytest-xunit1.xml",
    command: "pytest 9.0.3 -o junit_family=xunit1 --junit-xml",
    printed: "1 failed, 5 passed, 1 skipped, 1 xfailed, 1 error",
    counts: counts(5, 1, 1, 2),
  },
  {
    file: "phpunit.xml",
    command: "phpunit 9.6.7 --log-junit",
    printed: "Tests: 7, Errors: 1, Failures: 1, Skipped: 1, Incomplete: 1",
    counts: counts(3, 1, 1, 2),
  },
  {
    file: "gtest.xml",
    command: "a program with gtest 1.12.1, --gtest_output=xml",
    printed: "3 tests PASSED, 1 SKIPPED, 1 FAILED, 1 DISABLED",
    counts: counts(3, 1, 0, 2),
  },
  {
    file: "ctest.xml",
    command: "ctest 3.25.1 --output-junit",
    printed: "2 tests failed out of 4 (1 Failed, 1 Not Run), 1 Skipped, 1 Disabled",
    counts: counts(1, 1, 1, 2),
  },
  {
    // prove counts 6: the test with subtests as one, which here are two.
    file: "perl.tap",
    command: "perl 5.36 with Test::More, standard output and error in one file",
    printed: "Tests: 6 Failed: 1 (less 1 skipped subtest: 4 okay)",
    counts: counts(4, 1, 0, 2),
  },
  { file: "perl-skip-all.tap", command: "perl, skip_all", printed: "skipped: no network", counts: counts(0, 0, 0, 1) },
  {
    // The file that cannot be loaded has no test, and counts as one error.
    file: "jest.json",
    command: "jest 30.5.2 --json --testLocationInResults",
    printed: "Test Suites: 2 failed, 1 passed; Tests: 1 failed, 1 skipped, 1 todo, 3 passed, 6 total",
    counts: counts(3, 1, 1, 2),
  },
  {
    file: "vitest.json",
    command: "vitest 4.1.11 run --reporter=json",
    printed: "Test Files 2 failed; Tests 1 failed | 2 passed | 1 skipped | 1 todo (5)",
    counts: counts(2, 1, 1, 2),
  },
  {
    file: "ant-junit.xml",
    command: 'ant 1.10.13, junit 4.13.2 with <formatter type="xml">',
    printed: "Tests run: 5, Failures: 1, Errors: 1, Skipped: 1",
    counts: counts(2, 1, 1, 1),
  },
  {
    // One package of three does not build, in one a test panics.
    file: "go-test.jsonl",
    command: "go 1.19.8 test -json ./...",
    printed: "--- PASS 6, --- FAIL 3, --- SKIP 1 without those that have subtests; FAIL example.org/sums/broken [build failed]",
    counts: counts(6, 3, 1, 1),
  },
  { file: "bats.xml", command: "bats 1.8.2 --formatter junit", printed: "4 tests, 2 failures, 1 skipped", counts: counts(1, 2, 0, 1) },
  {
    file: "busted.xml",
    command: "busted 2.1.1 -o junit",
    printed: "2 successes / 1 failure / 1 error / 1 pending",
    counts: counts(2, 1, 1, 1),
  },
  {
    // It counts its own sections as parts of a case, and the two that may fail as expected.
    file: "catch2.xml",
    command: "a program with Catch2 2.13.10, -r junit",
    printed: "test cases: 6 | 1 passed | 3 failed | 2 failed as expected",
    counts: counts(2, 2, 1, 2),
  },
  {
    // It counts the one that throws as failed, too.
    file: "boost.xml",
    command: "a program with Boost.Test 1.74, --logger=JUNIT,all",
    printed: "2 of 6 passed, 2 failed, 2 skipped, 1 aborted",
    counts: counts(2, 1, 1, 2),
  },
  {
    // The report has a test for each part of a case, and leaves out the skipped one.
    file: "doctest.xml",
    command: "a program with doctest 2.4.9, -r=junit",
    printed: "test cases: 4 | 1 passed | 3 failed | 1 skipped",
    counts: counts(2, 2, 1, 0),
  },
  {
    file: "criterion.tap",
    command: "a program with Criterion 2.4.1, --tap",
    printed: "Tested: 3 | Passing: 1 | Failing: 2 | Crashing: 1; one is disabled",
    counts: counts(1, 2, 0, 1),
  },
  {
    file: "cmocka.xml",
    command: "a program with cmocka 1.1.5, CMOCKA_MESSAGE_OUTPUT=XML",
    printed: "4 run: 1 PASSED, 1 SKIPPED, 2 FAILED",
    counts: counts(1, 2, 0, 1),
  },
  {
    file: "rspec.xml",
    command: "rspec 3.12 -f RspecJunitFormatter",
    printed: "7 examples, 2 failures, 3 pending",
    counts: counts(2, 2, 0, 3),
  },
  { file: "bun.xml", command: "bun test --reporter=junit", printed: "2 pass, 1 skip, 1 todo, 2 fail", counts: counts(2, 2, 0, 2) },
  {
    // A test with steps stands beside them in the report.
    file: "deno.xml",
    command: "deno 2.9 test --junit-path",
    printed: "1 passed (1 step) | 2 failed (1 step) | 1 ignored",
    counts: counts(2, 3, 0, 1),
  },
  {
    file: "ava.tap",
    command: "ava 6 --tap",
    printed: "1 passed, 2 failed, 1 known failure, 1 skipped, 1 todo",
    counts: counts(2, 2, 0, 2),
  },
  {
    file: "jasmine-nunit.xml",
    command: "jasmine with jasmine-reporters' NUnitXmlReporter",
    printed: "5 specs, 2 failures, 1 pending spec",
    counts: counts(2, 2, 0, 1),
  },
  {
    file: "behave.xml",
    command: "behave 1.2.6 --junit",
    printed: "2 scenarios passed, 4 failed, 1 skipped",
    counts: counts(2, 3, 1, 1),
  },
  {
    file: "eunit.xml",
    command: "eunit of Erlang 25, eunit_surefire",
    printed: "Failed: 3. Skipped: 0. Passed: 2.",
    counts: counts(2, 0, 3, 0),
  },
  {
    file: "surefire.xml",
    command: "mvn 3.8 surefire:test (2.22.3) -Dsurefire.rerunFailingTestsCount=2",
    printed: "Tests run: 6, Failures: 1, Errors: 1, Skipped: 2, Flakes: 1",
    counts: counts(2, 1, 1, 2),
  },
  { file: "gradle.xml", command: "gradle 4.4.1 test", printed: "5 tests completed, 2 failed, 2 skipped", counts: counts(1, 2, 0, 2) },
  {
    file: "nunit2.xml",
    command: "nunit-console 2.6.4 on Mono 6.8, -xml",
    printed: "Tests run: 6, Errors: 1, Failures: 2, Inconclusive: 1, Not run: 1",
    counts: counts(2, 2, 1, 2),
  },
  {
    file: "testng.xml",
    command: "testng 6.9.12, junitreports",
    printed: "Total tests run: 7, Failures: 3, Skips: 2",
    counts: counts(2, 2, 1, 2),
  },
];

async function read(file: string) {
  const tests: TestResult[] = [];
  const outcome = await readTestReport(createReadStream(join(folder, file), { highWaterMark: 700 }), {
    name: file,
    onTest: (result) => tests.push(result),
  });
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return { tests, outcome: outcome.value };
}

test.each(reports)("the totals of $file are those that the tool printed", async ({ file, counts: expected }) => {
  const { tests, outcome } = await read(file);
  const { durationMs: _, tests: all, ...found } = outcome.totals;
  expect({ found, all, problems: outcome.problems, isWhole: outcome.isWhole }).toEqual({
    found: expected,
    all: tests.length,
    problems: [],
    isWhole: true,
  });
});

test("tests that gave up are told of as far as they came, and why", async () => {
  const { outcome } = await read("perl-bail-out.tap");
  expect(outcome).toMatchObject({
    totals: { tests: 1, passed: 1 },
    problems: [{ code: "bailed-out", message: "The tests gave up: no database", line: 3 }],
    isWhole: false,
  });
});

/** What tells a failed test apart and where it is, without its long texts. */
async function firstFailure(file: string) {
  const failed = (await read(file)).tests.find(({ status }) => status === "failed");
  const { suitePath, name, className, file: place, line } = failed as TestResult;
  return { suitePath, name, className, place, line, message: failed?.message?.text.split("\n", 1)[0] ?? null };
}

const program = "/home/ada/sums";

test.each([
  ["node.tap", [], "is wrong", null, `${program}/a.test.js`, 4, "Expected values to be loosely deep-equal:"],
  ["node-junit.xml", [], "is wrong", "test", `${program}/a.test.js`, null, "Expected values to be loosely deep-equal:"],
  [
    "vitest.tap",
    ["sums.vitest.test.mjs"],
    "is wrong",
    null,
    `${program}/sums.vitest.test.mjs`,
    3,
    "expected { a: 1 } to deeply equal { a: 2 }",
  ],
  ["jest.json", ["sums"], "is wrong", null, `${program}/sums.test.js`, 5, "Error: expect(received).toEqual(expected) // deep equality"],
  [
    "vitest.json",
    ["sums"],
    "is wrong",
    null,
    `${program}/sums.test.js`,
    null,
    "AssertionError: expected { a: 1 } to deeply equal { a: 2 }",
  ],
  ["node-tap.tap", [], "is wrong", null, "sums.tap.cjs", 2, null],
  ["perl.tap", [], "is wrong", null, "t/sums.t", 3, null],
  ["pytest-xunit1.xml", ["pytest"], "test_is_wrong", "test_sums", "test_sums.py", 3, "AssertionError: assert {'a': 1} == {'a': 2}"],
  ["phpunit.xml", ["SumsTest"], "testIsWrong", "SumsTest", `${program}/SumsTest.php`, 5, "PHPUnit\\Framework\\ExpectationFailedException"],
  ["gtest.xml", ["Sums"], "IsWrong", "Sums", "s.cc", 3, "s.cc:3"],
  [
    "gradle.xml",
    ["org.example.SumsTest"],
    "throwsOdd",
    "org.example.SumsTest",
    null,
    null,
    'java.lang.IllegalStateException: broken <&> "odd"',
  ],
  ["go-test.jsonl", [], "TestIsWrong", "example.org/sums", "sums_test.go", 4, "got 3, want 4"],
  ["busted.xml", ["Run 1 of 1"], "sums is wrong", "spec/sums_spec.lua", "spec/sums_spec.lua", 3, null],
  ["deno.xml", ["./sums_test.ts"], "is wrong", "./sums_test.ts", "./sums_test.ts", 2, "Uncaught Error: 2 is not 3"],
  // AVA tells where in AVA it failed.
  ["ava.tap", [], "is wrong", null, null, null, null],
  ["criterion.tap", [], "sums::is_wrong", null, null, null, null],
  ["bats.xml", ["t.bats"], 'is wrong <&> "odd"', "t.bats", null, null, null],
] as const)("the first failure of %s is where the tool says", async (file, suitePath, name, className, place, line, message) => {
  expect(await firstFailure(file)).toEqual({ suitePath, name, className, place, line, message });
});

test("Node's two reports of one run name the same suites", async () => {
  const suites = async (file: string) => (await read(file)).tests.map(({ suitePath, status }) => ({ suitePath, status }));
  expect(await suites("node.tap")).toEqual(await suites("node-junit.xml"));
});

test.each([
  ["check.xml", '<testsuites xmlns="http://check.sourceforge.net/ns">'],
  ["cppunit.xml", "<TestRun>"],
])("%s, whose root only looks known, is refused and not taken for a report without tests", async (file, root) => {
  await expect(read(file)).rejects.toThrow(`${file} is no test report of a known kind: its root element is ${root}.`);
});

test("what is thrown has the words of the test's end, not those within a picture of it", async () => {
  const { tests } = await read("ava.tap");
  expect(tests.find(({ name }) => name === "throws")).toMatchObject({
    message: { text: "Error thrown in test" },
    file: "/home/ada/sums/t.js",
    line: 4,
  });
});
