import { expect, test } from "vitest";
import { cardPitch, scrollStep, visibleRows } from "./visible-rows.ts";

test("a short column is drawn whole, wherever it is scrolled to", () => {
  expect(visibleRows(3, 5_000, 600, null)).toEqual([0, 1, 2]);
  expect(visibleRows(0, 0, 600, null)).toEqual([]);
});

test("of a long column only the rows near the window are drawn", () => {
  const rows = visibleRows(2_000, 1_000 * cardPitch, 600, null);
  expect(rows.length).toBeLessThan(30);
  expect(rows).toContain(1_000);
  expect(rows).toContain(1_005);
});

test("the row in use stays, so that the focus is never lost", () => {
  expect(visibleRows(2_000, 1_000 * cardPitch, 600, 3)[0]).toBe(3);
  expect(visibleRows(2_000, 0, 600, 1_999).at(-1)).toBe(1_999);
  expect(visibleRows(2_000, 0, 600, 5_000)).not.toContain(5_000);
});

test("following the scroll in steps never leaves the window without cards", () => {
  for (let top = 0; top < 100 * cardPitch; top += 37) {
    const rows = new Set(visibleRows(2_000, scrollStep(top), 800, null));
    for (let row = Math.floor(top / cardPitch); row * cardPitch < top + 800; row += 1) expect(rows.has(row)).toBe(true);
  }
});
