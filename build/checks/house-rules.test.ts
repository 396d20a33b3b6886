import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBrokenHouseRules } from "./house-rules.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-house-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function findingsIn(file: string, content: string): string[] {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return findBrokenHouseRules([path], folder).map((finding) => `${finding.line}: ${finding.message}`);
}

test("exports of shared and the engine need a doc comment, others do not", () => {
  const content = "// no doc comment\nexport function bare(): void {}\n/** Good. */\nexport const told = 1;\n";
  expect(findingsIn("shared/a.ts", content)).toEqual(["2: exports bare without a doc comment"]);
  expect(findingsIn("electron/engine/run/a.ts", content)).toEqual(["2: exports bare without a doc comment"]);
  expect(findingsIn("renderer/a.ts", content)).toEqual([]);
  expect(findingsIn("shared/a.test.ts", content)).toEqual([]);
});

test("constants that stand together share the comment of the first", () => {
  expect(findingsIn("shared/a.ts", "/** Units. */\nexport const a = 1;\nexport const b = 2;\n\nexport const c = 3;\n")).toEqual([
    "5: exports c without a doc comment",
  ]);
});

test("only the clock's own file reads the clock in the engine", () => {
  const content = "const a = Date.now();\nconst b = new Date();\nconst c = new Date(5);\n";
  expect(findingsIn("electron/engine/run/a.ts", content).map((line) => line.slice(0, 2))).toEqual(["1:", "2:"]);
  expect(findingsIn("electron/engine/clock.ts", content)).toEqual([]);
  expect(findingsIn("renderer/a.ts", content)).toEqual([]);
});

test("no program makes a formatter before it is asked for one", () => {
  const content = 'const early = new Intl.NumberFormat("en");\nconst late = () => new Intl.NumberFormat("en");\n';
  const finding = "1: makes a formatter when it is loaded; make it when it is asked for";
  expect(findingsIn("shared/a.ts", content)).toEqual([finding]);
  expect(findingsIn("electron/entry/a.ts", content)).toEqual([finding]);
  expect(findingsIn("renderer/a.ts", content)).toEqual([]);
});

test("a file over 400 lines is too long", () => {
  expect(findingsIn("renderer/a.tsx", "\n".repeat(400))).toEqual([]);
  expect(findingsIn("renderer/a.tsx", "\n".repeat(401))).toEqual(["401: has 401 lines; 400 are the most"]);
});
