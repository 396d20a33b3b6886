import { expect, it } from "vitest";
import { boardOf, planItem } from "../../../state/plan-test-data.ts";
import { repairWords } from "./plan-notices.tsx";

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
