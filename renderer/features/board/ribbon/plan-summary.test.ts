import { expect, test } from "vitest";
import { boardOf, planItem } from "../../../state/plan-test-data.ts";
import { factText, type PhaseSummary } from "../board-model.ts";
import { withPlan } from "./plan-summary.ts";

const empty: PhaseSummary = { phase: "plan", status: null, stageCount: 0, fact: { stage: "", words: "nothing yet", rest: "" } };
const items = (...columns: string[]) => boardOf(columns.map((column, index) => planItem(`i${index}`, { column })));

test("planning is told by what is under way, and has no colour of a run", () => {
  const said = [null, items(), items("Backlog", "Next"), items("Backlog", "Doing", "Done"), items("Done")].map((board) => {
    const { status, fact } = withPlan(empty, board);
    return [status, factText(fact)];
  });
  expect(said).toEqual([
    [null, "nothing yet"],
    [null, "nothing yet"],
    [null, "2 open"],
    [null, "1 of 2 under way"],
    [null, "all done"],
  ]);
});

test("stages of planning speak for themselves", () => {
  const staged: PhaseSummary = { ...empty, status: "passed", stageCount: 2, fact: { stage: "", words: "2 passed", rest: "" } };
  expect(withPlan(staged, items("Doing"))).toBe(staged);
});
