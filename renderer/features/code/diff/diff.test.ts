import fc from "fast-check";
import { expect, test } from "vitest";
import type { DiffHunk, DiffLine, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { blocksOf, changedLines, placeKey, rowsOf, selectionOf } from "./diff-rows.ts";
import { languageOf } from "./languages.ts";
import { piecesOf } from "./pieces.ts";
import { learn, tokensOf } from "./syntax.ts";
import { wordMarks } from "./word-marks.ts";

const kinds = { " ": "same", "+": "added", "-": "removed" } as const;

function hunkOf(...lines: string[]): DiffHunk {
  const parsed = lines.map((line): DiffLine => {
    const kind = kinds[line.charAt(0) as keyof typeof kinds];
    return { kind, text: line.slice(1), oldLine: null, newLine: null, isCut: false, isUnended: false };
  });
  return { oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, heading: "", lines: parsed };
}

function diffOf(...hunks: DiffHunk[]): FileDiff {
  const content = { kind: "text" as const, hunks, added: 0, removed: 0, isCut: false };
  return { path: "a.ts", oldPath: null, oldMode: null, newMode: null, content, fingerprint: "f" };
}

const anyHunk = fc.array(fc.constantFrom(" same", "+added", "-removed"), { maxLength: 30 }).map((lines) => hunkOf(...lines));

test("side by side, what was replaced stands beside what replaced it", () => {
  const rows = rowsOf(diffOf(hunkOf(" a", "-b", "-c", "+d", " e", "+f")), "split");
  const shown = rows.map((row) => (row.kind === "pair" ? [row.left?.text.text ?? null, row.right?.text.text ?? null] : row.kind));
  expect(shown).toEqual(["hunk", ["a", "a"], ["b", "d"], ["c", null], ["e", "e"], [null, "f"]]);
});

test("each line is drawn once on its side, in order, whichever way it is laid out", () => {
  fc.assert(
    fc.property(anyHunk, (hunk) => {
      const diff = diffOf(hunk);
      const cells = rowsOf(diff, "split").flatMap((row) => (row.kind === "pair" ? [row] : []));
      const left = cells.flatMap(({ left: cell }) => (cell === null ? [] : [cell.line]));
      const right = cells.flatMap(({ right: cell }) => (cell === null ? [] : [cell.line]));
      const placesOf = (...wanted: string[]) => hunk.lines.flatMap(({ kind }, line) => (wanted.includes(kind) ? [line] : []));
      expect([left, right]).toEqual([placesOf("same", "removed"), placesOf("same", "added")]);
      expect(rowsOf(diff, "inline")).toHaveLength(hunk.lines.length + 1);
      expect(blocksOf(hunk.lines).flatMap(({ same, removed, added }) => [...same, ...removed, ...added])).toHaveLength(hunk.lines.length);
    }),
  );
});

test("chosen lines are handed over by hunk and in order", () => {
  const places = [...changedLines(hunkOf(" a", "+b", "-c"), 1), { hunk: 0, line: 12 }, { hunk: 0, line: 3 }];
  expect(selectionOf(places.map(placeKey))).toEqual([
    { hunk: 0, lines: [3, 12] },
    { hunk: 1, lines: [1, 2] },
  ]);
});

test("the words that changed are marked, lines with nothing in common are not", () => {
  const marks = wordMarks(hunkOf("-const port = 8080;", "-x", "+const port = 9090;", "+entirely different"));
  expect([...marks]).toEqual([
    [0, [{ from: 13, to: 17 }]],
    [2, [{ from: 13, to: 17 }]],
  ]);
});

test("marks with only signs between them are one", () => {
  const marks = wordMarks(hunkOf("-return lines.length === 0;", "+return lines.every((line) => line.count === 0);"));
  expect(marks.get(1)?.map(({ from, to }) => "return lines.every((line) => line.count === 0);".slice(from, to))).toEqual([
    "every((line) => line.count ===",
    ")",
  ]);
});

test("a line stays what it is, however it is coloured and marked", async () => {
  expect(await learn("typescript")).toBe(true);
  const line = fc.string({ maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, " "));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(40), fc.nat(40), (lines, one, other) => {
      const tokens = tokensOf("typescript", lines);
      const marks = [{ from: Math.min(one, other), to: Math.max(one, other) }];
      const drawn = lines.map((text, index) => piecesOf(text, tokens?.[index] ?? null, marks));
      expect(drawn.map((pieces) => pieces.map(({ text }) => text).join(""))).toEqual(lines);
    }),
  );
});

test("colours name what a word is", async () => {
  await learn("typescript");
  expect(tokensOf("typescript", ["const a = 'b';"])?.[0]).toContainEqual({ text: "const", kind: "keyword" });
  expect(tokensOf("typescript", ["x".repeat(60_001)])).toBeNull();
});

test("a file's language is known by its name", () => {
  const paths = ["src/app.tsx", "Dockerfile", "a/CMakeLists.txt", "README", ".env", "x.yml"];
  expect(paths.map(languageOf)).toEqual(["typescript", "dockerfile", "cmake", null, null, "yaml"]);
});
