import { describe, expect, it } from "vitest";
import type { PlanBoard } from "../../shared/contract/plan.ts";
import { columnsOf, moveOnBoard } from "./plan-board.ts";
import { boardOf, planItem } from "./plan-test-data.ts";

const board: PlanBoard = boardOf([
  planItem("a", { column: "Backlog" }),
  planItem("b", { column: "Backlog" }),
  planItem("c", { column: "Backlog" }),
  planItem("d", { column: "Doing" }),
]);
const shape = (one: PlanBoard) => Object.fromEntries(columnsOf(one).map(({ name, items }) => [name, items.map(({ key }) => key).join("")]));

describe("moving an item on the board", () => {
  it.each([
    ["to the end of another column", "a", "Doing", null, { Backlog: "bc", Doing: "da" }],
    ["before an item of another column", "a", "Doing", "d", { Backlog: "bc", Doing: "ad" }],
    ["up in its own column", "c", "Backlog", "a", { Backlog: "cab", Doing: "d" }],
    ["down to the end of its own column", "a", "Backlog", null, { Backlog: "bca", Doing: "d" }],
    ["that is not there", "x", "Doing", null, { Backlog: "abc", Doing: "d" }],
  ] as const)("%s", (_, key, column, before, expected) => {
    expect(shape(moveOnBoard(board, key, column, before))).toMatchObject(expected);
  });
});

it("shows items of a column that is gone in the first one", () => {
  expect(shape(boardOf([planItem("a", { column: "Gone" }), planItem("b", { column: "Doing" })]))).toMatchObject({
    Backlog: "a",
    Doing: "b",
  });
});
