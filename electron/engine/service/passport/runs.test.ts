import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../../../../e2e/fixtures/runs.ts";
import { stageWithTests } from "../../../../e2e/fixtures/test-reports.ts";
import { readRuns, readTests } from "./runs.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

const outcomes = (value: true | string) => Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`adds ${place}`, value]));
const [green, red] = ["1".repeat(40), "2".repeat(40)];

test("all failures that are new are counted, the first ten are named, and runs on the same files name their own commit", async () => {
  await workshop.run(workshop.request([stageWithTests(workshop, { ...outcomes(true), removes: "boom" })], { commit: green, tree: "3" }));
  await workshop.run(workshop.request([stageWithTests(workshop, { ...outcomes("boom"), removes: "boom" })], { commit: red, tree: "3" }));
  const read = workshop.store.read((tables) => {
    const runs = readRuns(tables, workshop.projectId, { commit: red, tree: "3" });
    return { runs, tests: readTests(tables, runs) };
  });
  if (!read.ok) throw new Error(read.failure.message);
  const { runs, tests } = read.value;
  expect(runs.map(({ number, otherCommit }) => [number, otherCommit])).toEqual([
    [2, null],
    [1, green],
  ]);
  expect(tests).toMatchObject({ failed: 13, newlyFailingCount: 12 });
  expect(tests?.newlyFailing.map(({ hadPassed }) => hadPassed)).toEqual(Array(10).fill(true));
});
