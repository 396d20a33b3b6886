import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../../../e2e/fixtures/runs.ts";
import { stageWithTests, type TestEnds, testsOf } from "../../../e2e/fixtures/test-reports.ts";

let workshop: Workshop;
beforeEach(() => {
  workshop = openWorkshop();
});
afterEach(() => workshop.close());

const run = (tests: TestEnds) => workshop.run(workshop.request([stageWithTests(workshop, tests)], { commit: "1".repeat(40), tree: "2" }));

function entry() {
  const read = workshop.store.read(({ inbox }) => inbox.list({ which: "open", before: null }, 0, 10));
  if (!read.ok) throw new Error(read.failure.message);
  const [only] = read.value;
  const row = only?.testId == null ? null : testsOf(workshop).history({ testId: only.testId, after: null, limit: 1 });
  return { detail: only?.detail, test: row?.ok ? row.value.row.test.name : null };
}

test("a stage's entry names the test that newly fails, and leads to it", async () => {
  await run({ adds: true, removes: "no cart" });
  expect(entry()).toEqual({ detail: "unit › shop › removes: no cart", test: "removes" });
  await run({ adds: "boom", moves: "bang", removes: "no cart" });
  expect(entry()).toEqual({ detail: "3 tests fail: unit › shop › adds (flaky): boom", test: "adds" });
  await run({ adds: true, moves: true, removes: true });
  expect(entry()).toEqual({ detail: undefined, test: null });
});
