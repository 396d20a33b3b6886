import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { answered, stageWithTests, type TestEnds } from "../../../e2e/fixtures/test-reports.ts";
import { wilsonInterval } from "../../../shared/wilson.ts";
import { readFlakiest } from "./flakiest.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

async function ran(tree: string, tests: TestEnds): Promise<void> {
  await workshop.run(workshop.request([stageWithTests(workshop, tests)], { tree }));
}

function flakiest() {
  return answered(workshop.store.read((tables) => readFlakiest(tables, workshop.projectId, 20)));
}

test("a test counts the failures on files on which it passed as well, of all that it ran, without those on files that broke it", async () => {
  await ran("t1", { often: "boom", seldom: true, sound: true });
  await ran("t1", { often: true, seldom: true, sound: true });
  await ran("t2", { often: "boom", seldom: "boom", sound: "broken" });
  await ran("t2", { often: true, seldom: true, sound: "broken" });
  await ran("t3", { often: "broken", seldom: true, sound: null });
  expect(flakiest().map(({ name, failed, ran: count, rate, low, high }) => ({ name, failed, count, rate, low, high }))).toEqual([
    { name: "often", failed: 2, count: 4, ...wilsonInterval(2, 4) },
    { name: "seldom", failed: 1, count: 5, ...wilsonInterval(1, 5) },
  ]);
});

test("a project without flaky tests has none", async () => {
  await ran("t1", { sound: true });
  expect(flakiest()).toEqual([]);
});
