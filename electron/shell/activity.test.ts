import { expect, test } from "vitest";
import { runId } from "../../shared/ids.ts";
import { statuses } from "../../shared/status.ts";
import { noActivity, withRun } from "./activity.ts";
import { sampleRun } from "./testing/samples.ts";

test("a run is active until it ends", () => {
  const started = withRun(noActivity, sampleRun());
  const ended = withRun(started, sampleRun({ status: "passed" }));
  expect([started, ended].map(({ active }) => active.size)).toEqual([1, 0]);
});

test("a run that nobody saw running is news of the past", () => {
  expect(withRun(noActivity, sampleRun({ status: "interrupted" }))).toEqual(noActivity);
});

test("what breaks: failed, errored and interrupted runs", () => {
  const broken = statuses.filter((status) => withRun(withRun(noActivity, sampleRun()), sampleRun({ status })).isBroken);
  expect(broken).toEqual(["failed", "errored", "interrupted"]);
});

test("a later run that passes does not hide the one that broke", () => {
  let activity = withRun(noActivity, sampleRun());
  activity = withRun(activity, sampleRun({ id: runId(43) }));
  activity = withRun(activity, sampleRun({ status: "failed" }));
  activity = withRun(activity, sampleRun({ id: runId(43), status: "passed" }));
  expect({ isBroken: activity.isBroken, active: activity.active.size }).toEqual({ isBroken: true, active: 0 });
});
