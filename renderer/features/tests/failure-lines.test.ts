import { expect, test } from "vitest";
import { failureLines, firstPlace, piecesOf, placeToOpen } from "./failure-lines.ts";

test("colours and empty ends are left out, places are found", () => {
  const lines = failureLines("\n\u001b[31mError\u001b[0m: no\r\n    at merge (src/cart.ts:31:7)\n\n");
  expect(lines.map(({ text }) => text)).toEqual(["Error: no", "    at merge (src/cart.ts:31:7)"]);
  expect(lines.flatMap(({ links }) => links.map((link) => (link.kind === "file" ? `${link.path} ${link.line}` : link.url)))).toEqual([
    "src/cart.ts 31",
  ]);
});

test("pieces of a line put together are the line", () => {
  const [line = { text: "", links: [] }] = failureLines("at src/a.ts:1:2 and src/b.ts:3, see https://example.org/x.");
  const pieces = piecesOf(line);
  expect(pieces.map(({ text }) => text).join("")).toBe(line.text);
  expect(pieces.flatMap(({ link, text }) => (link === null ? [] : [text]))).toEqual([
    "src/a.ts:1:2",
    "src/b.ts:3",
    "https://example.org/x",
  ]);
});

test("a difference is told by its signs: minus for what was expected, plus for what came", () => {
  const tones = (text: string) => failureLines(text).map(({ tone }) => tone);
  expect(tones("- Expected\n+ Received\n\n- 3\n+ 2")).toEqual(["expected", "received", null, "expected", "received"]);
  expect(tones("+ actual - expected\n\n+ 2\n- 3")).toEqual([null, null, "received", "expected"]);
  expect(tones("E     - 3\nE     + 2")).toEqual(["expected", "received"]);
  // A list is no difference, and neither is the head of a patch.
  expect(tones("- one\n- two")).toEqual([null, null]);
  expect(tones("--- a\n+++ b")).toEqual([null, null]);
});

test("the first place is in one's own code", () => {
  const lines = failureLines("at run (node_modules/vitest/dist/index.js:10:3)\nat node:internal/test:1:1\nat merge (src/cart.ts:31:7)");
  expect(firstPlace(lines)).toMatchObject({ path: "src/cart.ts", line: 31, column: 7 });
  expect(firstPlace(failureLines("nothing"))).toBeNull();
});

test("what is opened is where it went wrong, else where the test is written", () => {
  const said = { message: "no", details: "at merge (src/cart.ts:31:7)", output: null, isCut: false };
  const written = { file: "src/cart.test.ts", line: 12 };
  expect([
    placeToOpen(said, written),
    placeToOpen({ ...said, details: null, message: "src/cart.ts:9: no" }, written),
    placeToOpen({ ...said, details: null }, written),
    placeToOpen(null, { file: "src/cart.test.ts", line: null }),
    placeToOpen(null, { file: null, line: null }),
  ]).toEqual([
    { path: "src/cart.ts", line: 31, column: 7 },
    { path: "src/cart.ts", line: 9 },
    { path: "src/cart.test.ts", line: 12 },
    { path: "src/cart.test.ts" },
    null,
  ]);
});
