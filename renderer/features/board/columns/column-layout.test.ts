import { expect, test } from "vitest";
import { layoutColumns } from "./column-layout.ts";

test("six full and two empty columns have the designed width at 1440 and the narrow one at 1280", () => {
  expect(layoutColumns(1440 - 176, 6, 2)).toEqual({ columnWidth: 184, barCount: 20, barWidth: 6, gap: 8 });
  expect(layoutColumns(1280 - 48, 6, 2)).toEqual({ columnWidth: 176, barCount: 19, barWidth: 6, gap: 10 });
});

test("wide windows widen the bars, and a card stays as wide as its bars", () => {
  expect(layoutColumns(1920 - 176, 6, 2)).toEqual({ columnWidth: 264, barCount: 20, barWidth: 10, gap: 8 });
  for (const full of [1, 3, 5, 8]) {
    const { columnWidth, barCount, barWidth } = layoutColumns(1700, full, 8 - full);
    expect(columnWidth).toBe(barCount * (barWidth + 2) - 2 + 26);
  }
});

test("a fresh project fits 1280 pixels without scrolling", () => {
  for (let full = 0; full <= 6; full += 1) {
    const { columnWidth, gap } = layoutColumns(1280 - 48, full, 8 - full);
    expect(24 + 7 * gap + full * columnWidth + (8 - full) * 40).toBeLessThanOrEqual(1232);
  }
});

test("what cannot fit keeps the designed width and scrolls", () => {
  expect(layoutColumns(800, 8, 0).columnWidth).toBe(184);
});

test("what the columns leave of the width goes between them, so that the board ends where the ribbon does", () => {
  for (const width of [1232, 1744]) {
    for (let full = 4; full <= 6; full += 1) {
      const { columnWidth, gap } = layoutColumns(width, full, 8 - full);
      const used = 24 + 7 * gap + full * columnWidth + (8 - full) * 40;
      expect(used).toBeLessThanOrEqual(width);
      expect(width - used).toBeLessThan(gap < 18 ? 7 : 120);
    }
  }
});
