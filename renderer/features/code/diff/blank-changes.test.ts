import { expect, test } from "vitest";
import type { DiffLine, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { blankChanges, blankDifference } from "./blank-changes.ts";

function diff(...lines: string[]): FileDiff {
  const kinds = { " ": "same", "-": "removed", "+": "added" } as const;
  const texts = lines.map((line): DiffLine => {
    const kind = kinds[line.charAt(0) as keyof typeof kinds];
    return { kind, text: line.slice(1), oldLine: null, newLine: null, isCut: false, isUnended: false };
  });
  const hunk = { oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, heading: "", lines: texts };
  const content = { kind: "text", hunks: [hunk], added: 0, removed: 0, isCut: false } as const;
  return { path: "a", oldPath: null, oldMode: null, newMode: null, content: { ...content, hunks: [...content.hunks] }, fingerprint: "" };
}

const marks = (...lines: string[]) => {
  const { content } = diff(...lines);
  return content.kind === "text" && content.hunks[0] !== undefined ? [...blankChanges(content.hunks[0])] : null;
};

test("lines that differ in white space alone are found, and those that differ in more are not", () => {
  expect(marks(" a", "-  b", "-c", "+\tb", "+d")).toEqual([
    [1, "white space"],
    [3, "white space"],
  ]);
  expect(marks("-a\r", "+a")).toEqual([
    [0, "line ending"],
    [1, "line ending"],
  ]);
  expect(marks("-a", "+a", "+ b")).toEqual([]);
});

test("a file says so only when nothing else differs in it", () => {
  expect(blankDifference(diff("-a\r", "-b\r", "+a", "+b"))).toBe("line ending");
  expect(blankDifference(diff("-a\r", "-b", "+a", "+ b"))).toBe("white space");
  expect(blankDifference(diff("-a\r", "+a", "+b"))).toBeNull();
});
