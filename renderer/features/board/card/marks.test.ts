import { expect, test } from "vitest";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { stageRunId } from "../../../../shared/ids.ts";
import type { Status } from "../../../../shared/status.ts";
import { stageRunOf } from "../test-data.ts";
import { chooseMarks } from "./marks.ts";

function variants(statuses: readonly Status[], nameOf = (index: number) => `${index + 1}`): StageRun[] {
  return statuses.map((status, index) => stageRunOf("unit", status, 7, { id: stageRunId(7, index + 1), variant: nameOf(index) }));
}

test("two short names stand beside their marks, more have marks alone", () => {
  const two = chooseMarks(
    variants(["passed", "failed"], (index) => `${index + 1}/2`),
    158,
  );
  expect([two.isNamed, two.shown.length, two.hiddenCount]).toEqual([true, 2, 0]);
  const six = chooseMarks(variants(["passed", "failed", "passed", "passed", "passed", "passed"]), 158);
  expect([six.isNamed, six.shown.length, six.hiddenCount]).toEqual([false, 6, 0]);
});

test("of many those that want a look have a mark, in the plan's order, and the rest is counted", () => {
  const statuses: Status[] = Array.from({ length: 40 }, () => "passed");
  statuses[38] = "failed";
  statuses[20] = "running";
  const { shown, hiddenCount } = chooseMarks(variants(statuses), 158);
  expect(shown.map(({ status }) => status)).toEqual(["passed", "passed", "running", "failed"]);
  expect(hiddenCount).toBe(36);
});

test("a very narrow card still has the worst", () => {
  expect(chooseMarks(variants(["passed", "failed", "passed"]), 20)).toMatchObject({ shown: [{ status: "failed" }], hiddenCount: 2 });
});
