import { describe, expect, it } from "vitest";
import { beforeGap, cardPitchPx, gapAt, nextGap, nextPlace, placeOf } from "./place.ts";

const columns = [["a", "b", "c"], [], ["d"], ["e", "f"]];
const at = (key: string) => placeOf(columns, key) ?? { column: -1, row: -1 };
const keyAt = (place: { column: number; row: number } | null) => (place === null ? null : columns[place.column]?.[place.row]);

describe("arrows lead from card to card", () => {
  it.each([
    ["a", "ArrowDown", "b"],
    ["c", "ArrowDown", "c"],
    ["a", "ArrowUp", "a"],
    ["b", "ArrowRight", "d"],
    ["d", "ArrowRight", "e"],
    ["f", "ArrowLeft", "d"],
    ["a", "ArrowLeft", "a"],
    ["b", "Home", "a"],
    ["a", "End", "c"],
    ["a", "x", null],
  ])("from %s by %s to %s", (from, key, expected) => {
    expect(keyAt(nextPlace(columns, at(from), key))).toBe(expected);
  });
});

describe("keys that move a card lead it into a gap", () => {
  it.each([
    ["b", "ArrowUp", { column: 0, row: 0 }],
    ["a", "ArrowUp", null],
    ["a", "ArrowDown", { column: 0, row: 2 }],
    ["c", "ArrowDown", null],
    ["b", "ArrowRight", { column: 1, row: 0 }],
    ["e", "ArrowRight", null],
    ["f", "ArrowLeft", { column: 2, row: 1 }],
    ["c", "Home", { column: 0, row: 0 }],
    ["a", "End", { column: 0, row: 3 }],
  ])("%s by %s", (from, key, expected) => {
    expect(nextGap(columns, at(from), key)).toEqual(expected);
  });
});

describe("a gap between cards", () => {
  it("is the one nearest to the pointer, and never outside of the column", () => {
    expect([-50, 0, 57, 59, cardPitchPx * 2, 9_000].map((y) => gapAt(y, 3))).toEqual([0, 0, 0, 1, 2, 3]);
  });

  const all = ["a", "b", "c", "d"];
  it.each([
    ["between two cards", all, 2, "x", "c"],
    ["at the end", all, 4, "x", null],
    ["where it stands already", all, 1, "a", "stays"],
    ["just behind where it stands", all, 1, "b", "stays"],
    ["at the end of what a filter shows, before what it hides", ["a", "b"], 2, "x", "c"],
    ["in a column of which all is hidden", [], 0, "x", "a"],
    ["of a column of which all but itself is hidden", ["d"], 1, "d", "stays"],
  ] as const)("%s", (_, shown, gap, key, expected) => {
    expect(beforeGap(all, shown, gap, key)).toBe(expected);
  });

  it("of an empty column is its end", () => {
    expect(beforeGap([], [], 0, "x")).toBeNull();
  });
});
