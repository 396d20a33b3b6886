import fc from "fast-check";
import { expect, test } from "vitest";
import { drawMap, lineAtMapY, mapYOf, matchHeights } from "./minimap-model.ts";

const lineAt = (number: number) => ({ number, text: number === 3 ? "\u001b[31m  red\u001b[0m" : "x".repeat(55), bytes: 55, at: null });

test("draws each line of a short log, with its indentation, length and colour", () => {
  const strokes = drawMap(4, 300, lineAt, [{ line: 2, kind: "warning" }]);
  expect(strokes.map(({ y, color, kind }) => [y, color, kind])).toEqual([
    [0, "text", "line"],
    [3, "yellow", "mark"],
    [6, "red", "line"],
    [9, "text", "line"],
  ]);
  expect(strokes[0]).toMatchObject({ from: 0, to: 0.5 });
});

test("of a long log it shows every mark, errors before warnings, and never more strokes than there is room for", () => {
  const marks = Array.from({ length: 2_000 }, (_, index) => ({
    line: 1 + index * 500,
    kind: index % 50 === 7 ? ("error" as const) : ("warning" as const),
  }));
  const strokes = drawMap(1_000_000, 300, () => null, marks);
  expect(strokes.length).toBe(100);
  expect(strokes.filter(({ color }) => color === "red").length).toBe(40);
});

test("places and lines lead back to each other", () => {
  for (const total of [1, 40, 1_000_000]) {
    for (const line of [1, Math.ceil(total / 2), total]) {
      const back = lineAtMapY(mapYOf(line, total, 480), total, 480);
      expect(Math.abs(back - line)).toBeLessThanOrEqual(Math.ceil(total / 160));
    }
  }
});

test("lines that were not read yet are only hinted at, and empty ones leave a gap", () => {
  const strokes = drawMap(3, 300, (number) => (number === 1 ? { number, text: "", bytes: 0, at: null } : null), []);
  expect(strokes.map(({ y, kind }) => [y, kind])).toEqual([
    [3, "guess"],
    [6, "guess"],
  ]);
});

test("matches stand at every height that one of them has, and nowhere else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5_000 })), fc.integer({ min: 1, max: 900 }), (lines, heightPx) => {
      const sorted = Uint32Array.from(lines).sort();
      const expected = new Set(Array.from(sorted, (line) => Math.round(mapYOf(line, 5_000, heightPx))));
      expect(matchHeights(sorted, 5_000, heightPx)).toEqual([...expected]);
    }),
  );
});
