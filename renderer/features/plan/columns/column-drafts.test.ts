import { describe, expect, it } from "vitest";
import type { PlanColumn } from "../../../../shared/contract/plan.ts";
import { columnsOf, draftsOf, moved, problemOf, ruleOf, ruleValue } from "./column-drafts.ts";

const columns: PlanColumn[] = [
  { name: "Backlog", rule: null, isDone: false, limit: null },
  { name: "Doing", rule: { when: "branch" }, isDone: false, limit: 3 },
  { name: "Live", rule: { when: "deployed", environment: "production" }, isDone: true, limit: null },
];
const drafts = draftsOf(columns);

describe("columns being written", () => {
  it("are the same again when nothing was changed", () => {
    expect(columnsOf(drafts)).toEqual(columns);
  });

  it("are none while two have one name, one has no name, or a limit is no number", () => {
    const [first, second, third] = drafts as [(typeof drafts)[0], (typeof drafts)[0], (typeof drafts)[0]];
    const faults = [
      [first, { ...second, name: " backlog " }, third],
      [first, { ...second, name: " " }, third],
      [first, { ...second, limit: "many" }, third],
      [first, { ...second, limit: "0" }, third],
    ];
    expect(faults.map((all) => [columnsOf(all), Object.keys(problemOf(all[1] ?? first, all))])).toEqual([
      [null, ["name"]],
      [null, ["name"]],
      [null, ["limit"]],
      [null, ["limit"]],
    ]);
  });

  it("keep what they were called, so that items go with a column that gets another name", () => {
    const [first, second, third] = drafts as [(typeof drafts)[0], (typeof drafts)[0], (typeof drafts)[0]];
    const renamed = columnsOf([first, { ...second, name: "In work" }, third]);
    expect(renamed?.[1]).toEqual({ name: "In work", rule: { when: "branch" }, isDone: false, limit: 3, formerly: ["Doing"] });
    const again = draftsOf(renamed ?? []).map((draft) => (draft.id === 1 ? { ...draft, name: "Hands on" } : draft));
    expect(columnsOf(again)?.[1]?.formerly).toEqual(["Doing", "In work"]);
    const swapped = columnsOf([{ ...first, name: "Doing" }, { ...second, name: "Backlog" }, third]);
    expect(swapped?.map(({ formerly }) => formerly)).toEqual([undefined, undefined, undefined]);
  });

  it("change places, but not beyond the ends", () => {
    const names = (step: 1 | -1, id: number) => moved(drafts, id, step).map(({ name }) => name);
    expect([names(1, 0), names(-1, 0), names(1, 2)]).toEqual([
      ["Doing", "Backlog", "Live"],
      ["Backlog", "Doing", "Live"],
      ["Backlog", "Doing", "Live"],
    ]);
  });
});

it.each([null, { when: "branch" }, { when: "deployed", environment: null }, { when: "deployed", environment: "a:b" }] as const)(
  "a rule can be chosen and is the same again: %o",
  (rule) => {
    expect(ruleOf(ruleValue(rule))).toEqual(rule);
  },
);
