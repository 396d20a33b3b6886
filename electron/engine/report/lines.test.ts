import { expect, test } from "vitest";
import { inPieces, inShort, readReport } from "../../../e2e/fixtures/read-report.ts";

async function read(text: string) {
  const { tests, outcome } = await readReport(text, { name: "out.tap" });
  return {
    tests: tests.map(inShort),
    problems: outcome.ok ? outcome.value.problems.map(({ line, message }) => `${line}: ${message}`) : outcome.failure,
  };
}

test("TAP: names, numbers and directives in all their spellings", async () => {
  const { tests } = await readReport(
    [
      "1..9",
      "ok",
      "not ok 2",
      "ok 3 - C# is # fine",
      "ok 4 a \\# TODO b",
      "ok 5 - x # skip",
      "ok 6 # SKIP: no net",
      "not ok 7 - y # TODO later",
      "ok 8 - z#todo",
      "ok 9 - t # time=1.5s",
    ].join("\r\n"),
  );
  expect(tests.map((result) => [inShort(result), result.message?.text ?? null, result.durationMs])).toEqual([
    ["test 1: passed", null, null],
    ["test 2: failed", null, null],
    ["C# is # fine: passed", null, null],
    ["a # TODO b: passed", null, null],
    ["x: skipped", null, null],
    ["no net: skipped", "no net", null],
    ["y: skipped", "later", null],
    ["z#todo: passed", null, null],
    ["t: passed", null, 1500],
  ]);
});

test("TAP: subtests named before their block, inside of it, in braces and not at all", async () => {
  const before = "# Subtest: a\n    ok 1 - x\n    1..1\nok 1 - a\n";
  const inside = "    # Subtest: b\n    not ok 1 - x\n    1..1\nnot ok 2 - b\n";
  const braces = "ok 3 - c {\n    ok 1 - x\n    1..1\n}\n";
  const unnamed = "    ok 1 - x\n    1..1\nok 4 - d\n";
  expect(await read(`TAP version 14\n${before}${inside}${braces}${unnamed}1..4\n`)).toEqual({
    tests: ["a > x: passed", "b > x: failed", "c > x: passed", "x: passed"],
    problems: [],
  });
});

test("TAP: a test that fails though its subtests passed is told of", async () => {
  expect((await read("# Subtest: a\n    ok 1 - x\n    1..1\nnot ok 1 - a\n1..1\n")).tests).toEqual(["a > x: passed", "a: failed"]);
});

test("TAP: too few tests, and none announced, are problems", async () => {
  expect((await read("1..3\nok 1 - a\n")).problems).toEqual(["2: The plan says 3 tests; there are 1."]);
  expect((await read("ok 1 - a\n")).problems).toEqual(["1: There is no plan: the tests may have ended early."]);
});

test("TAP: several reports one after the other, and words between them", async () => {
  expect(await read("> npm test\nok 1 - a\n1..1\nhello\nok 1 - b\n1..1\nTAP version 13\n1..1\nok 1 - c\n")).toEqual({
    tests: ["a: passed", "b: passed", "c: passed"],
    problems: [],
  });
});

test("TAP: diagnostics without their end do not swallow the tests that follow", async () => {
  expect(await read("1..2\nnot ok 1 - a\n  ---\n  message: 'no'\nok 2 - b\n")).toEqual({
    tests: ["a: failed", "b: passed"],
    problems: ["5: The diagnostics of a test have no end."],
  });
});

const event = (fields: object) => `${JSON.stringify({ Package: "p", ...fields })}\n`;

test("Go: a test that never ends, a package that never ends", async () => {
  const { tests, outcome } = await readReport(
    event({ Action: "start" }) + event({ Action: "run", Test: "A" }) + event({ Action: "output", Test: "A", Output: "so far\n" }),
  );
  expect(tests).toMatchObject([
    { name: "A", className: "p", status: "errored", message: { text: "It has no end in the report." }, details: { text: "so far" } },
  ]);
  expect(outcome).toMatchObject({ value: { format: "go-test", isWhole: false, problems: [{ code: "cut-off" }] } });
});

test("Go: a build that fails, as Go tells it since 1.24", async () => {
  const build = JSON.stringify({ ImportPath: "p [p.test]", Action: "build-output", Output: "p.go:3: undefined: x\n" });
  const { tests } = await readReport(
    `${build}\n${event({ Action: "start" })}${event({ Action: "fail", Elapsed: 0, FailedBuild: "p [p.test]" })}`,
  );
  expect(tests).toMatchObject([
    {
      name: "p",
      status: "errored",
      message: { text: "The package does not build." },
      details: { text: "p.go:3: undefined: x" },
      file: "p.go",
      line: 3,
    },
  ]);
});

test("Go: a broken event is named by its line and the rest is read, also in the UTF-16 of PowerShell", async () => {
  const text = `\u{feff}${event({ Action: "pass", Test: "A", Elapsed: 1.25 })}{"Action":"pa\n${event({ Action: "skip", Test: "B" })}`;
  const { tests, outcome } = await readReport(inPieces(Buffer.from(text, "utf16le"), 5));
  expect(tests.map((result) => [inShort(result), result.durationMs])).toEqual([
    ["A: passed", 1250],
    ["B: skipped", null],
  ]);
  expect(outcome).toMatchObject({ value: { problems: [{ code: "damaged", line: 2 }, { code: "cut-off" }] } });
});
