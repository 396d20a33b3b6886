import fc from "fast-check";
import { expect, test } from "vitest";
import { ProblemFinder } from "./problem-finder.ts";

/** The problems of some lines, short: `severity path|line|column|code message`. */
function problemsOf(text: string): string[] {
  const problems: string[] = [];
  const finder = new ProblemFinder(({ severity, path, line, column, code, message }) =>
    problems.push(`${severity} ${path}|${line}|${column ?? ""}|${code ?? ""} ${message}`),
  );
  for (const [place, line] of text.split("\n").entries()) finder.line(line, place + 1);
  finder.end();
  return problems;
}

// Tools that were not at hand: their forms by their documentation. Those that were are recorded in e2e/fixtures/problems.
test.each([
  [
    "MSVC",
    "src\\wheel.cpp(12): error C2065: 'sped': undeclared identifier",
    "error src\\wheel.cpp|12||C2065 'sped': undeclared identifier",
  ],
  [
    "MSBuild",
    "C:\\mill\\Wheel.cs(3,5): warning CS0168: The variable 'x' is never used [C:\\mill\\Mill.csproj]",
    "warning C:\\mill\\Wheel.cs|3|5|CS0168 The variable 'x' is never used",
  ],
  ["Swift", "/mill/Wheel.swift:3:5: error: cannot find 'sped' in scope", "error /mill/Wheel.swift|3|5| cannot find 'sped' in scope"],
  ["Maven", "[ERROR] /mill/src/Wheel.java:[3,16] cannot find symbol", "error /mill/src/Wheel.java|3|16| cannot find symbol"],
  ["Gradle", "e: file:///mill/Wheel.kt:3:10 Unresolved reference 'sped'", "error /mill/Wheel.kt|3|10| Unresolved reference 'sped'"],
  ["Kotlin before 1.9", "w: /mill/Wheel.kt: (3, 10): Variable is never used", "warning /mill/Wheel.kt|3|10| Variable is never used"],
  ["GitHub", "::error file=src/a.ts,line=3,col=5,title=Types::Cannot find%0Aname", "error src/a.ts|3|5|Types Cannot find name"],
  [
    "ESLint unix",
    "/mill/a.js:2:13: 'missing' is not defined. [Error/no-undef]",
    "error /mill/a.js|2|13|no-undef 'missing' is not defined.",
  ],
  [
    "pylint",
    "src/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)",
    "warning src/a.py|1||C0114 Missing module docstring (missing-module-docstring)",
  ],
  ["webpack", "ERROR in ./src/a.ts:12:5\nTS2304: Cannot find name 'x'.", "error ./src/a.ts|12|5| TS2304: Cannot find name 'x'."],
  [
    "ESLint's pretty formatter",
    "  src/a.js:3:1\n  \u26a0   3:1  Unexpected todo comment.  no-warning-comments\n\n  1 warning",
    "warning src/a.js|3|1|no-warning-comments Unexpected todo comment.",
  ],
  [
    "Node, of a file that is no module",
    "/mill/a.js:5\nimport { turn } from 'wheel';\n^^^^^^\n\nSyntaxError: Cannot use import statement outside a module\n    at wrapSafe (node:internal/modules/cjs/loader:1825:20)\n    at run (/mill/main.js:9:3)",
    "error /mill/a.js|5|| SyntaxError: Cannot use import statement outside a module",
  ],
  [
    "Node, of what nobody catches",
    "/mill/a.js:5\nthrow new RangeError('no water');\n^\n\nRangeError: no water\n    at turn (/mill/a.js:5:7)\n    at node:internal/main/run_main:1:1",
    "error /mill/a.js|5|7| RangeError: no water",
  ],
  ["a place, and what is wrong there below it", "src/a.ts:12:5\nCannot find name 'x'.", "error src/a.ts|12|5| Cannot find name 'x'."],
])("%s", (_tool, text, expected) => {
  expect(problemsOf(text)).toEqual([expected]);
});

test.each([
  "src/a.ts:12 listening",
  "2026-11-27T10:00:00 GET /index.html 200",
  "    at Module._compile (node:internal/modules/cjs/loader:1929:14)",
  "    at turn (/home/me/mill/node_modules/wheel/index.js:3:9)",
  "src/wheel.c:3:10: note: each undeclared identifier is reported only once",
  "  src/price.ts:2:23 - 'count' is declared here.",
  "see https://example.org/a.js:3:4",
  "RangeError: no water",
  "",
])("no problem: %j", (text) => {
  expect(problemsOf(text)).toEqual([]);
});

test("of a stack trace the first place outside of libraries counts, and only that", () => {
  const trace = [
    "TypeError: wheel.turn is not a function",
    "    at run (/mill/node_modules/tool/index.js:1:1)",
    "    at Object.<anonymous> (node:internal/main:3:1)",
    "    at main (/mill/src/main.js:10:5)",
    "    at start (/mill/src/start.js:2:2)",
  ];
  expect(problemsOf(trace.join("\n"))).toEqual(["error /mill/src/main.js|10|5| TypeError: wheel.turn is not a function"]);
});

test("colours change nothing", () => {
  expect(
    problemsOf("\x1b[96msrc/a.ts\x1b[0m:\x1b[93m1\x1b[0m:\x1b[93m14\x1b[0m - \x1b[91merror\x1b[0m\x1b[90m TS2322: \x1b[0mNo."),
  ).toEqual(["error src/a.ts|1|14|TS2322 No."]);
});

const unit = fc.constantFrom(
  "a.ts",
  ":",
  "1",
  "2",
  "/",
  "(",
  ")",
  " ",
  "  ",
  '"',
  ", line ",
  "error",
  ": ",
  "[",
  "]",
  "\u00d7 ",
  "E   ",
  "at ",
  "--> ",
  "::",
  "File ",
  "\x1b[31m",
);

test("whatever lines hold, a problem names a place and a line that was given, and each line at most one", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 30 }), { maxLength: 30 }), (lines) => {
      let number = 0;
      let told = 0;
      const finder = new ProblemFinder((problem) => {
        told += 1;
        expect(problem.path).not.toBe("");
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.logLine).toBeGreaterThan(0);
        expect(problem.logLine).toBeLessThanOrEqual(number);
      });
      for (const line of lines) {
        number += 1;
        finder.line(line, number);
      }
      finder.end();
      expect(told).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  "a.ts:1:1: ",
  "a.ts:1: error: [",
  "  ",
  "E   ",
  "a  a  ",
  "::error file=",
  ":",
  "at (",
  "\u2501",
  "a.",
  "Error: ",
  "\x1b[",
  "[a] ",
])("many long lines of %j take no time that grows faster than they do", (text) => {
  // Quadratic work would take minutes here; the runner's own limit of time is the assertion.
  const finder = new ProblemFinder(() => {});
  const line = `a.ts:1:1 ${text.repeat(20_000)}`;
  for (let number = 1; number <= 500; number += 1) {
    finder.line(line, number);
    finder.line(text.repeat(20_000), number);
  }
});
