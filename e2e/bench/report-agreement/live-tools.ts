import { join } from "node:path";
import type { Counts } from "./counts.ts";

/** A tool that is run on a few tests, and what it prints of them. */
export interface LiveTool {
  readonly name: string;
  /** What must be there: commands that end with 0. */
  readonly needs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Runs in a folder of its own with `sh`; `reports/` is there. */
  readonly script: string;
  /** Reads the tool's own numbers; `null` when they are not there. */
  readonly printed: (output: string) => Counts | null;
}

/** The numbers that patterns find; one that finds nothing means 0, but one of them must. */
function numbers(passed: RegExp, failed: RegExp, skipped: RegExp): LiveTool["printed"] {
  return (output) => {
    const found = [passed, failed, skipped].map((pattern) => [...output.matchAll(new RegExp(pattern, "g"))]);
    const [p = 0, f = 0, s = 0] = found.map((all) => all.reduce((sum, match) => sum + Number(match[1] ?? 1), 0));
    return found.every((all) => all.length === 0) ? null : { passed: p, failed: f, skipped: s };
  };
}

/** Of tools that tell all tests and how many of them did not pass. */
function fromAll(all: RegExp, failed: readonly RegExp[], skipped: readonly RegExp[]): LiveTool["printed"] {
  return (output) => {
    const sum = (patterns: readonly RegExp[]) => patterns.reduce((total, pattern) => total + Number(pattern.exec(output)?.[1] ?? 0), 0);
    const tests = Number(all.exec(output)?.[1] ?? Number.NaN);
    const counts = { passed: tests - sum(failed) - sum(skipped), failed: sum(failed), skipped: sum(skipped) };
    return Number.isNaN(tests) ? null : counts;
  };
}

const nodeTests = `import assert from "node:assert"; import { describe, it } from "node:test";
describe("sums", () => { it("adds", () => {}); it("is wrong", () => assert.equal(1, 2)); it.skip("later", () => {});
  describe("deeper", () => { it("throws", () => { throw new Error("broken <&>"); }); it("adds, too", () => {}); }); });
`;
const jestTests = nodeTests.replace(/^import.*\n/, "").replace("assert.equal(1, 2)", "expect(1).toBe(2)");
const mochaTests = `const assert = require("node:assert");\n${nodeTests.replace(/^import.*\n/, "")}`;

const javaTests = `import static org.junit.Assert.*; import org.junit.*;
public class SumsTest {
  @Test public void adds() { assertEquals(4, 2 + 2); }
  @Test public void isWrong() { assertEquals(4, 3); }
  @Test public void throwsOdd() { throw new IllegalStateException("broken <&>"); }
  @Test @Ignore("not yet") public void later() { }
}
`;
const jars = "/usr/share/java/junit4.jar:/usr/share/java/hamcrest-core.jar";

/** Tools of the machine, and of npm's registry in `modules`. */
export function liveTools(modules: string): LiveTool[] {
  const node = `"${process.execPath}"`;
  const bin = (file: string) => `${node} "${join(modules, file)}"`;
  const mocha = (options: string) => `${bin("mocha/bin/mocha.js")} sums.test.cjs`.concat(" ", options);
  const nodeNumbers = numbers(/(?:ℹ|#) pass (\d+)/, /(?:ℹ|#) fail (\d+)/, /(?:ℹ|#) (?:skipped|todo) (\d+)/);
  const mochaNumbers = numbers(/(\d+) passing/, /(\d+) failing/, /(\d+) pending/);
  const jestNumbers = numbers(/Tests: .*?(\d+) passed/, /Tests: .*?(\d+) failed/, /Tests: .*?(\d+) skipped/);
  const vitestNumbers = numbers(/Tests .*?(\d+) passed/, /Tests .*?(\d+) failed/, /Tests .*?(\d+) skipped/);
  const isInstalled = (name: string) => [`test -d "${join(modules, name)}"`];
  return [
    {
      name: "Node's runner, JUnit",
      needs: [],
      files: { "sums.test.mjs": nodeTests },
      script: `${node} --test --test-reporter=junit --test-reporter-destination=reports/r.xml --test-reporter=spec --test-reporter-destination=stdout`,
      printed: nodeNumbers,
    },
    {
      name: "Node's runner, TAP",
      needs: [],
      files: { "sums.test.mjs": nodeTests },
      script: `${node} --test --test-reporter=tap | tee reports/r.tap`,
      printed: nodeNumbers,
    },
    {
      name: "Vitest, JUnit",
      needs: isInstalled("vitest"),
      files: { "sums.test.mjs": jestTests },
      script: `${bin("vitest/vitest.mjs")} run --globals --no-color --reporter=default --reporter=junit --outputFile.junit=reports/r.xml`,
      printed: vitestNumbers,
    },
    {
      name: "Vitest, JSON",
      needs: isInstalled("vitest"),
      files: { "sums.test.mjs": jestTests },
      script: `${bin("vitest/vitest.mjs")} run --globals --no-color --reporter=default --reporter=json --outputFile.json=reports/r.json`,
      printed: vitestNumbers,
    },
    {
      name: "Jest, jest-junit",
      needs: isInstalled("jest-junit"),
      files: { "sums.test.js": jestTests, "package.json": "{}" },
      script: `JEST_JUNIT_OUTPUT_FILE=reports/r.xml ${bin("jest/bin/jest.js")} --rootDir . --reporters default --reporters "${join(modules, "jest-junit")}"`,
      printed: jestNumbers,
    },
    {
      name: "Jest, JSON",
      needs: isInstalled("jest"),
      files: { "sums.test.js": jestTests, "package.json": "{}" },
      script: `${bin("jest/bin/jest.js")} --rootDir . --json --outputFile=reports/r.json`,
      printed: jestNumbers,
    },
    {
      name: "Mocha, xunit",
      needs: isInstalled("mocha"),
      files: { "sums.test.cjs": mochaTests },
      script: `${mocha("-R xunit -O output=reports/r.xml")}; ${mocha("-R spec")}`,
      printed: mochaNumbers,
    },
    {
      name: "Mocha, TAP",
      needs: isInstalled("mocha"),
      files: { "sums.test.cjs": mochaTests },
      script: `${mocha("-R tap")} > reports/r.tap; ${mocha("-R spec")}`,
      printed: mochaNumbers,
    },
    {
      name: "Jest, TRX",
      needs: isInstalled("jest-trx-results-processor"),
      files: {
        "sums.test.js": jestTests,
        "package.json": "{}",
        "jest.config.json": JSON.stringify({
          reporters: ["default", [join(modules, "jest-trx-results-processor"), { outputFile: "reports/r.trx" }]],
        }),
      },
      script: bin("jest/bin/jest.js"),
      printed: jestNumbers,
    },
    {
      name: "pytest",
      needs: ["python3 -m pytest --version"],
      files: {
        "test_sums.py": `import pytest
def test_adds(): pass
def test_is_wrong(): assert 1 == 2
@pytest.mark.parametrize("n", [1, 2, 3])
def test_rows(n): assert n < 3
@pytest.mark.skip
def test_later(): pass
@pytest.fixture
def broken(): raise OSError("broken <&>")
def test_throws(broken): pass
`,
      },
      script: "python3 -m pytest -p no:cacheprovider --junit-xml=reports/r.xml",
      printed: numbers(/(\d+) passed/, /(\d+) (?:failed|error)/, /(\d+) (?:skipped|xfailed)/),
    },
    {
      name: "Go, JSON",
      needs: ["go version"],
      files: {
        "go.mod": "module sums\ngo 1.19\n",
        "sums_test.go": `package sums
import "testing"
func TestAdds(t *testing.T) {}
func TestIsWrong(t *testing.T) { t.Error("1 is not 2") }
func TestLater(t *testing.T) { t.Skip() }
func TestRows(t *testing.T) { t.Run("one", func(t *testing.T) {}); t.Run("two", func(t *testing.T) {}) }
`,
      },
      script: `go test -json ./... > reports/r.jsonl; go test -v ./... | grep -v -- "--- PASS: TestRows "`,
      printed: numbers(/--- PASS/, /--- FAIL/, /--- SKIP/),
    },
    {
      name: "Perl's prove, TAP",
      needs: ["prove --version"],
      files: {
        "t/sums.t": `use Test::More tests => 5; ok(1, "adds"); is(1, 2, "is wrong"); ok(1, "adds, too"); SKIP: { skip "not yet", 1; ok(1) } TODO: { local $TODO = "some day"; ok(0, "hard") }`,
      },
      script: "prove -v t > reports/r.tap; cat reports/r.tap; sed -i -n '/^1\\.\\./,/^# Looks/p' reports/r.tap",
      printed: (output) => {
        const failed = Number(/Failed: (\d+)/.exec(output)?.[1] ?? Number.NaN);
        return Number.isNaN(failed) ? null : { passed: Number(/Tests: (\d+)/.exec(output)?.[1]) - failed - 2, failed, skipped: 2 };
      },
    },
    {
      name: "PHPUnit",
      needs: ["phpunit --version"],
      files: {
        "SumsTest.php": `<?php
class SumsTest extends PHPUnit\\Framework\\TestCase {
  function testAdds() { $this->assertSame(4, 2 + 2); }
  function testIsWrong() { $this->assertSame(4, 3); }
  function testThrows() { throw new RuntimeException("broken <&>"); }
  function testLater() { $this->markTestSkipped("not yet"); }
}`,
      },
      script: "phpunit --do-not-cache-result --log-junit reports/r.xml SumsTest.php",
      printed: fromAll(/Tests: (\d+)/, [/Failures: (\d+)/, /Errors: (\d+)/], [/Skipped: (\d+)/]),
    },
    {
      name: "GoogleTest",
      needs: ["test -e /usr/include/gtest/gtest.h", "g++ --version"],
      files: {
        "s.cc": `#include <gtest/gtest.h>
TEST(Sums, Adds) { EXPECT_EQ(4, 2 + 2); }
TEST(Sums, IsWrong) { EXPECT_EQ(4, 3) << "broken <&>"; }
TEST(Sums, Later) { GTEST_SKIP() << "not yet"; }
TEST(Sums, DISABLED_Never) { }
`,
      },
      script: "g++ s.cc -o s -lgtest -lgtest_main -lpthread && ./s --gtest_output=xml:reports/r.xml",
      printed: numbers(/PASSED {2}\] (\d+) test/, /FAILED {2}\] (\d+) test/, /(?:SKIPPED {1,2}\] |YOU HAVE )(\d+) (?:test|DISABLED)/i),
    },
    {
      name: "CTest",
      needs: ["ctest --version"],
      files: {
        "CMakeLists.txt": `cmake_minimum_required(VERSION 3.21)
project(sums NONE)
enable_testing()
add_test(NAME adds COMMAND true)
add_test(NAME is_wrong COMMAND false)
add_test(NAME later COMMAND sh -c "exit 77")
set_tests_properties(later PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME missing COMMAND no-such-program)
`,
      },
      script: 'cmake -S . -B b > /dev/null && ctest --test-dir b --output-junit "$PWD/reports/r.xml"',
      printed: (output) => {
        const [, failed, all] = /(\d+) tests? failed out of (\d+)/.exec(output) ?? [];
        const skipped = (output.match(/\*\*\*Skipped/g) ?? []).length;
        return failed === undefined ? null : { passed: Number(all) - Number(failed) - skipped, failed: Number(failed), skipped };
      },
    },
    {
      name: "Ant with JUnit 4",
      needs: ["ant -version", "test -e /usr/share/java/ant-junit4.jar"],
      files: {
        "SumsTest.java": javaTests,
        "build.xml": `<project default="t"><path id="p"><pathelement location="."/><pathelement path="${jars}"/></path><target name="t"><javac srcdir="." destdir="." includeantruntime="false" classpathref="p"/><junit printsummary="yes" fork="no"><classpath refid="p"/><formatter type="xml"/><test name="SumsTest" todir="reports"/></junit></target></project>`,
      },
      script: "ant",
      printed: fromAll(/Tests run: (\d+)/, [/Failures: (\d+)/, /Errors: (\d+)/], [/Skipped: (\d+)/]),
    },
    {
      name: "Gradle",
      needs: ["gradle --version", "test -e /usr/share/java/junit4.jar"],
      files: {
        "src/test/java/SumsTest.java": javaTests,
        "settings.gradle": "rootProject.name = 'sums'\n",
        "build.gradle": `apply plugin: 'java'\ndependencies { testCompile files(${jars
          .split(":")
          .map((jar) => `'${jar}'`)
          .join(", ")}) }\n`,
      },
      script: "gradle --offline --no-daemon test; cp build/test-results/test/*.xml reports/",
      printed: fromAll(/(\d+) tests completed/, [/(\d+) failed/], [/(\d+) skipped/]),
    },
    {
      name: "NUnit 2.6 on Mono",
      needs: ["mcs --version", "nunit-console -help"],
      files: {
        "Sums.cs": `using System; using NUnit.Framework;
[TestFixture] public class SumsTest {
  [Test] public void Adds() { Assert.AreEqual(4, 2 + 2); }
  [Test] public void IsWrong() { Assert.AreEqual(4, 3); }
  [Test] public void Throws() { throw new Exception("broken <&>"); }
  [Test, Ignore("not yet")] public void Later() { }
  [Test] public void Unsure() { Assert.Inconclusive("who knows"); }
  [TestCase(1)] [TestCase(2)] public void Rows(int n) { Assert.AreEqual(1, n); }
}`,
      },
      script:
        "mcs -target:library -r:/usr/lib/cli/nunit.framework-2.6.3/nunit.framework.dll Sums.cs -out:Sums.dll && nunit-console -nologo -xml=reports/r.xml Sums.dll",
      printed: (output) => {
        const found = /Tests run: (\d+), Errors: (\d+), Failures: (\d+), Inconclusive: (\d+)[\s\S]*Not run: (\d+)/.exec(output);
        if (found === null) return null;
        const [run = 0, errors = 0, failures = 0, unsure = 0, left = 0] = found.slice(1).map(Number);
        return { passed: run - errors - failures - unsure, failed: errors + failures, skipped: unsure + left };
      },
    },
    {
      name: "Bats",
      needs: ["bats --version"],
      files: { "t.bats": `@test "adds" { true; }\n@test "is wrong <&>" { false; }\n@test "later" { skip "not yet"; }\n` },
      script: "bats --formatter junit t.bats > reports/r.xml; bats --pretty t.bats",
      printed: fromAll(/(\d+) tests?/, [/(\d+) failures?/], [/(\d+) skipped/]),
    },
    {
      name: "busted",
      needs: ["busted --version"],
      files: {
        "spec/sums_spec.lua": `describe("sums", function()
  it("adds", function() assert.are.equal(4, 2 + 2) end)
  it("is wrong", function() assert.are.equal(4, 3) end)
  it("throws", function() error("broken <&>") end)
  pending("later")
end)
`,
      },
      script: "busted -o junit -Xoutput reports/r.xml; busted -o plainTerminal",
      printed: numbers(/(\d+) success/, /(\d+) (?:failure|error)/, /(\d+) pending/),
    },
    {
      name: "RSpec",
      needs: ["rspec --version"],
      files: {
        "spec/sums_spec.rb": `describe "sums" do
  it("adds") { expect(2 + 2).to eq 4 }
  it("is wrong") { expect(3).to eq 4 }
  it("throws") { raise "broken <&>" }
  xit("later") { }
end
`,
      },
      script: "rspec -r rspec_junit_formatter -f RspecJunitFormatter -o reports/r.xml -f progress",
      printed: fromAll(/(\d+) examples?/, [/(\d+) failures?/], [/(\d+) pending/]),
    },
  ];
}
