import { expect, test } from "vitest";
import { detailWith, runWith, stageWith } from "../renderer/features/test-data.ts";
import { stageRunId } from "./ids.ts";
import { faultText, findCause, stageToOpen } from "./run-cause.ts";

const failed = stageWith({
  id: stageRunId(7, 2),
  name: "unit",
  status: "failed",
  reason: "exit-code",
  exitCode: 1,
  startedAt: 10,
  finishedAt: 500,
  durationMs: 12_400,
});

test("names the first fault, how it ended, and that it is new", () => {
  const later = stageWith({ id: stageRunId(7, 3), name: "e2e", status: "failed", startedAt: 20, finishedAt: 900 });
  const cause = findCause(
    detailWith({ run: runWith({ status: "failed", number: 7 }), stages: [later, failed], lastGreen: runWith({ number: 6 }) }),
  );
  expect([cause?.stage?.name, cause?.text, cause?.news]).toEqual([
    "unit",
    "failed after 12.4 s: exit code 1.",
    "1 more stage failed, too. New: run 6 passed.",
  ]);
});

test("says since when a branch is not green, or that it never was", () => {
  const detail = detailWith({ run: runWith({ status: "failed", number: 9 }), stages: [failed] });
  expect(findCause({ ...detail, lastGreen: runWith({ number: 4 }) })?.news).toBe("Not green since run 4.");
  expect(findCause(detail)?.news).toBe("No run on main has passed yet.");
});

test("a run under way tells of its first fault at once", () => {
  const cause = findCause(detailWith({ run: runWith({ status: "running" }), stages: [failed], lastGreen: runWith({ number: 6 }) }));
  expect(cause?.news).toBe("The rest goes on. New: run 6 passed.");
});

test("canceled and interrupted runs say how far they came; good ones need no words", () => {
  const stages = [stageWith({ status: "passed" }), stageWith({ id: stageRunId(7, 2), status: "canceled" })];
  expect(findCause(detailWith({ run: runWith({ status: "canceled", reason: "canceled-by-user" }), stages }))?.text).toBe(
    "Canceled by you after 1.0 s; 1 of 2 stages had passed.",
  );
  expect(findCause(detailWith({ run: runWith({ status: "interrupted" }), stages }))?.text).toBe(
    "The process of this run vanished after 1.0 s; 1 of 2 stages had passed.",
  );
  expect(findCause(detailWith())).toBeNull();
});

test("each reason has words of its own, and a detail goes before them", () => {
  expect(faultText({ ...failed, reason: "timeout" })).toBe("failed after 12.4 s: its time was up");
  expect(faultText({ ...failed, reason: "signal", signal: "SIGSEGV" })).toBe("failed after 12.4 s: ended by SIGSEGV");
  expect(faultText({ ...failed, status: "errored", reason: "command-not-found", startedAt: null, durationMs: null })).toBe(
    "could not run: command not found",
  );
  expect(faultText({ ...failed, status: "errored", detail: "dist/*.tgz matched nothing." })).toBe(
    "could not run after 12.4 s: dist/*.tgz matched nothing",
  );
});

test("opens the first fault, else what runs, else what ended last", () => {
  const running = stageWith({ id: stageRunId(7, 5), status: "running", startedAt: 30 });
  const passed = stageWith({ id: stageRunId(7, 1), startedAt: 1, finishedAt: 90 });
  const queued = stageWith({ id: stageRunId(7, 6), status: "queued" });
  expect(stageToOpen([passed, running, failed])?.id).toBe(failed.id);
  expect(stageToOpen([queued, passed, running])?.id).toBe(running.id);
  expect(stageToOpen([queued, passed])?.id).toBe(passed.id);
  expect(stageToOpen([queued])?.id).toBe(queued.id);
  expect(stageToOpen([])).toBeNull();
});

test("an attempt that was made again, and an allowed failure, are no fault of a run", () => {
  const again = stageWith({ id: stageRunId(7, 9), name: "unit", attempt: 2 });
  expect(findCause(detailWith({ stages: [failed, again] }))).toBeNull();
  expect(stageToOpen([failed, again])?.id).toBe(again.id);
  const allowed = { ...failed, mayFail: true };
  expect(findCause(detailWith({ stages: [allowed] }))).toMatchObject({
    status: "allowed",
    text: "failed after 12.4 s: exit code 1, which is allowed.",
    news: "",
  });
  const other = stageWith({ id: stageRunId(7, 3), name: "lint", status: "failed", mayFail: true });
  expect(findCause(detailWith({ stages: [allowed, other] }))?.news).toBe("So did lint.");
});

test("a denied stage says who denied it and why, and what goes on besides", () => {
  const approval = { question: "Ship it?", decision: "denied", comment: "Not on a Friday.", person: "ada", decidedAt: 5 } as const;
  const denied = stageWith({ status: "failed", reason: "approval-denied", detail: "Denied by ada: Not on a Friday.", approval });
  expect(faultText(denied)).toBe("was denied by ada: Not on a Friday");
  expect(faultText({ ...denied, approval: { ...approval, comment: "", person: "" } })).toBe("was denied");
  const cause = findCause(detailWith({ run: runWith({ status: "waiting", finishedAt: null }), stages: [failed] }));
  expect(cause?.news).toBe("The rest waits for approval. No run on main has passed yet.");
});

test("a run that made place for a newer one was not canceled by anybody", () => {
  const stages = [stageWith({ status: "canceled", reason: "replaced-by-newer" })];
  expect(findCause(detailWith({ run: runWith({ status: "canceled", reason: "canceled-by-user" }), stages }))?.text).toBe(
    "Canceled for a newer run of the same group after 1.0 s; 0 of 1 stage had passed.",
  );
});

test("what waits for a person is open before what has ended", () => {
  const waiting = stageWith({ id: stageRunId(7, 4), status: "waiting" });
  expect(stageToOpen([stageWith({ startedAt: 1, finishedAt: 2 }), waiting])?.id).toBe(waiting.id);
});
