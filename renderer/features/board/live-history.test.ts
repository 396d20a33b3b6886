import { expect, test } from "vitest";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { stageRunId } from "../../../shared/ids.ts";
import { applyLiveStages, followHistory, noHistory } from "./live-history.ts";
import { barOf, historyOf, stageRunOf } from "./test-data.ts";

const before = new Map([
  ["lint", historyOf("lint", stageRunOf("lint", "passed", 7), { bars: [barOf(7, "passed", 10)] })],
  ["unit", historyOf("unit", null)],
]);

function announce(...stages: StageRun[]) {
  return [{ runNumber: 9, commit: "a41f9c2", stages }];
}

test("a stage that starts gets a bar, and the others stay the same objects", () => {
  const after = applyLiveStages(before, announce(stageRunOf("lint", "running", 9, { startedAt: 5 })));
  expect(after.get("unit")).toBe(before.get("unit"));
  expect(after.get("lint")?.latest?.status).toBe("running");
  expect(after.get("lint")?.bars.map(({ runNumber, status }) => [runNumber, status])).toEqual([
    [7, "passed"],
    [9, "running"],
  ]);
});

test("a later word about the same stage run replaces its bar", () => {
  const once = applyLiveStages(before, announce(stageRunOf("lint", "running", 9)));
  const twice = applyLiveStages(once, announce(stageRunOf("lint", "failed", 9, { durationMs: 30, finishedAt: 60 })));
  expect(twice.get("lint")?.bars.map((bar) => bar.status)).toEqual(["passed", "failed"]);
});

test("an older run never overwrites a newer one, and a stale word never undoes an end", () => {
  const late = [{ runNumber: 3, commit: null, stages: [stageRunOf("lint", "running", 3)] }];
  expect(applyLiveStages(before, late)).toBe(before);
  const ended = applyLiveStages(before, announce(stageRunOf("lint", "passed", 9, { finishedAt: 60 })));
  expect(applyLiveStages(ended, announce(stageRunOf("lint", "running", 9)))).toBe(ended);
});

test("no more than twenty bars are kept", () => {
  const bars = Array.from({ length: 20 }, (_, index) => barOf(index + 1, "passed", 10));
  const full = new Map([["lint", historyOf("lint", null, { bars })]]);
  const after = applyLiveStages(full, announce(stageRunOf("lint", "running", 30, { id: stageRunId(30, 2) })));
  expect(after.get("lint")?.bars).toHaveLength(20);
  expect(after.get("lint")?.bars.at(-1)?.runNumber).toBe(9);
});

test("a history that is read again without news keeps its objects, and what was announced is not lost", () => {
  const read = Object.fromEntries(before);
  const live = announce(stageRunOf("unit", "running", 9));
  const first = followHistory(noHistory, read, live);
  expect(first.byStage.get("unit")?.latest?.status).toBe("running");
  expect(followHistory(first, read, live)).toBe(first);
  const again = followHistory(first, structuredClone(read), live);
  expect(again.byStage.get("lint")).toBe(first.byStage.get("lint"));
  expect(again.byStage.get("unit")?.latest?.status).toBe("running");
});

function variant(name: string, sequence: number, status: StageRun["status"], more: Partial<StageRun> = {}): StageRun {
  return stageRunOf("unit", status, 9, { id: stageRunId(9, sequence), variant: name, ...more });
}

test("the variants of a stage are one card with one bar, as long as the longest of them", () => {
  const times = { startedAt: 0, finishedAt: 50, durationMs: 50 };
  const after = applyLiveStages(before, announce(variant("1", 1, "passed", times), variant("2", 2, "running", { startedAt: 10 })));
  const unit = after.get("unit");
  expect([unit?.latest?.variant, unit?.latestVariants.map(({ status }) => status)]).toEqual(["2", ["passed", "running"]]);
  expect(unit?.bars).toMatchObject([{ status: "running", startedAt: 0, finishedAt: null, durationMs: null }]);
  const later = variant("2", 2, "failed", { startedAt: 10, finishedAt: 90, durationMs: 80 });
  const ended = applyLiveStages(after, announce(variant("1", 1, "passed", times), later));
  expect(ended.get("unit")?.bars).toMatchObject([{ status: "failed", startedAt: 0, finishedAt: 90, durationMs: 80 }]);
});

test("an allowed failure beside passes is what the card and its bar tell of", () => {
  const after = applyLiveStages(before, announce(variant("1", 1, "passed"), variant("2", 2, "failed", { mayFail: true })));
  expect(after.get("unit")).toMatchObject({ latest: { variant: "2" }, bars: [{ status: "failed", mayFail: true }] });
});

test("a new attempt takes the place of the one before, and a late word about that one changes nothing", () => {
  const failed = variant("", 1, "failed", { finishedAt: 20 });
  const again = variant("", 3, "queued", { attempt: 2 });
  const after = applyLiveStages(before, announce(failed, again));
  expect(after.get("unit")?.latest).toBe(again);
  expect(after.get("unit")?.bars).toHaveLength(1);
  expect(applyLiveStages(after, announce(failed))).toBe(after);
});

test("a newer run with fewer variants forgets the older one's", () => {
  const after = applyLiveStages(before, announce(variant("1", 1, "passed"), variant("2", 2, "passed")));
  const next = applyLiveStages(after, [{ runNumber: 10, commit: null, stages: [stageRunOf("unit", "running", 10)] }]);
  expect(next.get("unit")).toMatchObject({ latestVariants: [], latestRunNumber: 10 });
  expect(next.get("unit")?.bars.map(({ runNumber }) => runNumber)).toEqual([9, 10]);
});

test("of a big run only the stages that changed are looked at again, and its cards are drawn again alone", () => {
  const stages = [stageRunOf("lint", "passed", 9, { finishedAt: 5 }), stageRunOf("unit", "running", 9, { id: stageRunId(9, 2) })];
  const read = Object.fromEntries(before);
  const first = followHistory(noHistory, read, announce(...stages));
  const [lint] = stages;
  const ended = stageRunOf("unit", "passed", 9, { id: stageRunId(9, 2), finishedAt: 8 });
  const next = followHistory(first, read, lint === undefined ? [] : announce(lint, ended));
  expect(next.byStage.get("lint")).toBe(first.byStage.get("lint"));
  expect(next.byStage.get("unit")?.latest?.status).toBe("passed");
});

test("a variant that changes keeps the others of its stage on the card", () => {
  const read = Object.fromEntries(before);
  const one = variant("1", 1, "passed");
  const first = followHistory(noHistory, read, announce(one, variant("2", 2, "running")));
  const next = followHistory(first, read, announce(one, variant("2", 2, "failed")));
  expect(next.byStage.get("unit")?.latestVariants.map(({ status }) => status)).toEqual(["passed", "failed"]);
});
