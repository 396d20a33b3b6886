import fc from "fast-check";
import { expect, test } from "vitest";
import type { DiffLine, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { lineCoverage, newLinesOf } from "./line-coverage.ts";

const states = ["missed", "partly", "covered"] as const;

test("a line is found wherever it stands, and one between the runs is none", () => {
  const anyRuns = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }), fc.constantFrom(...states)), { maxLength: 12 });
  fc.assert(
    fc.property(anyRuns, (parts) => {
      let line = 1;
      const expected = new Map<number, string>();
      const runs = parts.map(([gap, length, state]) => {
        const from = line + gap;
        line = from + length;
        for (let at = from; at < line; at += 1) expected.set(at, state);
        return { from, to: line - 1, state };
      });
      const coverage = lineCoverage(runs);
      for (let at = 0; at <= line + 1; at += 1) expect(coverage(at)).toBe(expected.get(at) ?? null);
    }),
  );
});

test("new lines are counted, and what was missed is one place until something else was reached", () => {
  const kinds = { " ": "same", "+": "added", "-": "removed" } as const;
  const lines = [" 1", "+2", "+3", "-x", "+4", "+5", " 6", "+7", "+8"].map((text): DiffLine => {
    const kind = kinds[text.charAt(0) as keyof typeof kinds];
    return { kind, text, oldLine: null, newLine: kind === "removed" ? null : Number(text.slice(1)), isCut: false, isUnended: false };
  });
  const hunk = { oldStart: 1, oldLines: 1, newStart: 1, newLines: 8, heading: "", lines };
  const content = { kind: "text" as const, hunks: [hunk], added: 6, removed: 1, isCut: false };
  const diff: FileDiff = { path: "a.ts", oldPath: null, oldMode: null, newMode: null, content, fingerprint: "f" };
  // Line 3 cannot be reached; line 6 was not changed.
  const coverage = lineCoverage([
    { from: 1, to: 2, state: "missed" },
    { from: 4, to: 4, state: "missed" },
    { from: 5, to: 5, state: "partly" },
    { from: 6, to: 7, state: "missed" },
    { from: 8, to: 8, state: "covered" },
  ]);
  expect(newLinesOf(diff, coverage)).toEqual({ count: 5, covered: 2, missed: [2, 7] });
  expect(newLinesOf({ ...diff, content: { kind: "same" } }, coverage)).toEqual({ count: 0, covered: 0, missed: [] });
});
