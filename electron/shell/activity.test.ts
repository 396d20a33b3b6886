import { expect, test } from "vitest";
import { runId } from "../../shared/ids.ts";
import { statuses } from "../../shared/status.ts";
import { noActivity, withRun } from "./activity.ts";
import { sampleRun } from "./testing/samples.ts";

test("a run is active until it ends, and its end is told once", () => {
  const started = withRun(noActivity, sampleRun());
  const ended = withRun(started.activity, sampleRun({ status: "passed" }));
  const again = withRun(ended.activity, sampleRun({ status: "passed" }));
  expect([started, ended, again].map(({ activity, hasEnded }) => [activity.active.size, hasEnded])).toEqual([
    [1, false],
    [0, true],
    [0, false],
  ]);
});

test("a run that nobody saw running is news of the past", () => {
  expect(withRun(noActivity, sampleRun({ status: "interrupted" }))).toEqual({ activity: noActivity, hasEnded: false });
});

test("what breaks: failed, errored and interrupted runs", () => {
  const broken = statuses.filter((status) => withRun(withRun(noActivity, sampleRun()).activity, sampleRun({ status })).activity.isBroken);
  expect(broken).toEqual(["failed", "errored", "interrupted"]);
});

test("a later run that passes does not hide the one that broke", () => {
  let { activity } = withRun(noActivity, sampleRun());
  ({ activity } = withRun(activity, sampleRun({ id: runId(43) })));
  ({ activity } = withRun(activity, sampleRun({ status: "failed" })));
  ({ activity } = withRun(activity, sampleRun({ id: runId(43), status: "passed" })));
  expect({ isBroken: activity.isBroken, active: activity.active.size }).toEqual({ isBroken: true, active: 0 });
});
