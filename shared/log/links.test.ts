import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLinks } from "./links.ts";

/** The links of a line, short: `path|line|column` or the address. */
function linksOf(text: string): string[] {
  return findLinks(text).map((link) => (link.kind === "url" ? link.url : `${link.path}|${link.line}|${link.column ?? ""}`));
}

test.each([
  ["src/a.ts:12:5 - error TS2304: Cannot find name", "src/a.ts|12|5"],
  ["src/a.ts(12,5): error TS2304: Cannot find name", "src/a.ts|12|5"],
  ["  --> src/main.rs:3:5", "src/main.rs|3|5"],
  ["main.c:3:10: error: expected", "main.c|3|10"],
  ["./main.go:10:2: undefined: x", "./main.go|10|2"],
  ["\tat com.mill.Wheel.turn(Wheel.java:12)", "Wheel.java|12|"],
  ['  File "app/wheel.py", line 12, in turn', "app/wheel.py|12|"],
  ["    at turn (/home/me/mill/wheel.js:10:5)", "/home/me/mill/wheel.js|10|5"],
  ["    at file:///home/me/mill/wheel.mjs:10:5", "/home/me/mill/wheel.mjs|10|5"],
  ["   at Mill.Turn() in /src/Mill.cs:line 12", "/src/Mill.cs|12|"],
  ["PHP Fatal error: no water in /srv/mill.php on line 3", "/srv/mill.php|3|"],
  ["test/wheel_test.rb:4:in `turn'", "test/wheel_test.rb|4|"],
  ["src/wheel.sh: line 3: turn: command not found", "src/wheel.sh|3|"],
  ["src/wheel.sh: 3: turn: not found", "src/wheel.sh|3|"],
  ["[ERROR] /mill/Wheel.java:[3,5] cannot find symbol", "/mill/Wheel.java|3|5"],
  ["e: /mill/wheel.kt: (3, 5): unresolved reference", "/mill/wheel.kt|3|5"],
  ["no water at wheel.pl line 5.", "wheel.pl|5|"],
  ["C:\\mill\\wheel.ts:1:2", "C:\\mill\\wheel.ts|1|2"],
  ["Makefile:12: *** missing separator", "Makefile|12|"],
  ["(see src/a.ts:7).", "src/a.ts|7|"],
  ["at src/a.ts:7.", "src/a.ts|7|"],
  ["tests/héllo.test.ts:3:1", "tests/héllo.test.ts|3|1"],
])("a place in a file: %s", (text, link) => {
  expect(linksOf(text)).toEqual([link]);
});

test.each([
  ["see https://example.org/a?b=(c).", "https://example.org/a?b=(c)"],
  ["(http://127.0.0.1:8080/x)", "http://127.0.0.1:8080/x"],
  ["listening on http://localhost:3000, press q", "http://localhost:3000"],
  ["<https://example.org>", "https://example.org"],
  ['"https://example.org/a.js:3:4"', "https://example.org/a.js:3:4"],
])("an address: %s", (text, url) => {
  expect(linksOf(text)).toEqual([url]);
});

test.each([
  "12:30:45 started",
  "localhost:3000",
  "127.0.0.1:8080",
  "example.com:443",
  "src/a.ts:0",
  "version 1.2.3:4",
  "a: 3",
  "ratio 3:4",
  "https://",
  "no digits.ts at all",
  "",
])("no link: %j", (text) => {
  expect(linksOf(text)).toEqual([]);
});

test("many in one line come in order with their places", () => {
  const text = "a.ts:1 and https://x.org/ and b/c.ts:2:3";
  expect(findLinks(text).map((link) => text.slice(link.start, link.end))).toEqual(["a.ts:1", "https://x.org/", "b/c.ts:2:3"]);
});

const unit = fc.constantFrom("a", ".ts", ":", "1", "2", "/", "(", ")", " ", '"', ", line ", "https://", "é", "\\", ",", "C:", "file://");

describe("whatever a line holds", () => {
  test("links lie in it, in order, without overlap, and hold what they say", () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
        let end = 0;
        for (const link of findLinks(text)) {
          expect(link.start).toBeGreaterThanOrEqual(end);
          expect(link.end).toBeGreaterThan(link.start);
          expect(link.end).toBeLessThanOrEqual(text.length);
          end = link.end;
          const shown = text.slice(link.start, link.end);
          if (link.kind === "url") expect(shown).toBe(link.url);
          else expect(shown).toContain(link.path);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(["a:1", "a.ts:1 ", ":1", "https://x", "https://x(", "https://x,", "(", "1 ", "a.ts(", '"', "file://", "a.a.a.a "])(
    "a hundred thousand of %j take no time that grows faster than the line",
    (text) => {
      // Quadratic work would take minutes here; the runner's own limit of time is the assertion.
      findLinks(text.repeat(100_000));
    },
  );
});
