import { expect, it } from "vitest";
import { boardOf, planItem } from "../../../state/plan-test-data.ts";
import { repairWords, strayWords, tornWords } from "./plan-notices.tsx";

const board = boardOf([planItem("door-aaaaaa", { title: "Mend the door" })]);
const number = { kind: "number", number: 12, keeps: "roof-bbbbbb", changes: "door-aaaaaa", becomes: 30 } as const;
const merge = { kind: "merge", key: "door-aaaaaa" } as const;

it.each([
  [[number], "Two items are called #12: “Mend the door” becomes #30."],
  [[number, number], "2 items have the number of another one: each of them gets its own."],
  [[merge], "Git could not merge one item; Millrace can, field by field."],
  [
    [number, merge, merge],
    "Two items are called #12: “Mend the door” becomes #30. Git could not merge 2 items; Millrace can, field by field.",
  ],
])("says in one breath what can be mended", (repairs, words) => {
  expect(repairWords(repairs, board)).toBe(words);
});

it("says of which item a side is to be chosen, and how many more there are", () => {
  const torn = planItem("door-aaaaaa", { number: 3, title: "Door", conflicts: [{ field: "title", base: null, ours: "a", theirs: "b" }] });
  expect(tornWords([torn])).toBe("Two people changed the title of #3 Door: choose a side.");
  expect(tornWords([torn, torn, torn])).toBe("Two people changed the title of #3 Door: choose a side. 2 more items have two sides.");
});

it("says which columns files name that are not there, and where those items stand", () => {
  const stray = (column: string, items: number) => ({ column, items });
  expect(strayWords({ ...board, strays: [stray("Nowhere", 1)] })).toBe(
    "1 item names a column that the board does not have (Nowhere): it stands in Backlog.",
  );
  expect(strayWords({ ...board, strays: [stray("Nowhere", 1), stray("Later", 2)] })).toBe(
    "3 items name a column that the board does not have (Nowhere, Later): they stand in Backlog.",
  );
});
