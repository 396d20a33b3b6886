import { describe, expect, it } from "vitest";
import { columnsOf } from "../../../state/plan-board.ts";
import { boardOf, planItem } from "../../../state/plan-test-data.ts";
import { fieldsOf, filterColumns, filterOf, isFiltered } from "./board-filter.ts";

const columns = columnsOf(
  boardOf([
    planItem("a", { labels: ["shop"], assignee: "Ada <ada@example.org>", milestone: "1.0" }),
    planItem("b", { labels: ["shop", "door"], column: "Doing" }),
    planItem("c", { assignee: "Bob", milestone: "2.0", column: "Doing" }),
  ]),
);
const keysFor = (query: Record<string, string>, found: ReadonlySet<string> | null = null) =>
  filterColumns(columns, filterOf(query), found)
    .flatMap(({ items }) => items)
    .map(({ key }) => key)
    .join("");

describe("the filter of the board", () => {
  it.each([
    ["nothing", {}, "abc"],
    ["a label", { label: "shop" }, "ab"],
    ["a label and a person", { label: "shop", assignee: "Ada L. <ada@example.org>" }, "a"],
    ["nobody", { assignee: "-" }, "b"],
    ["a milestone", { milestone: "2.0" }, "c"],
    ["no milestone", { milestone: "-" }, "b"],
  ])("by %s", (_, query, expected) => {
    expect(keysFor(query)).toBe(expected);
  });

  it("leaves only what the search has found", () => {
    expect(keysFor({ label: "shop" }, new Set(["b", "c"]))).toBe("b");
  });

  it("leaves the columns as they are where it leaves nothing out", () => {
    expect(filterColumns(columns, filterOf({ text: "not asked yet" }), null)).toBe(columns);
    expect([isFiltered(filterOf({})), isFiltered(filterOf({ text: " " })), isFiltered(filterOf({ label: "a" }))]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("gives a new item what it would be hidden without", () => {
    expect(fieldsOf(filterOf({ label: "shop", milestone: "-", assignee: "Ada" }))).toEqual({ labels: ["shop"], assignee: "Ada" });
  });
});
