import { ok } from "../../../../shared/result.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail } from "../fail.ts";
import { monitorLine, monitorLines } from "../monitor-lines.ts";
import { monitorsCalled, openMonitorPlace } from "../monitor-place.ts";

const nobodyWatches = "Nobody watches now: no window is open, and no millrace monitors watch runs.";

/** `millrace monitors list`: what is watched, and how it stands. */
export const executeMonitorsList: Execute = async (invocation) => {
  const { isJson, print } = invocation;
  const place = await openMonitorPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, project, monitors } = place.value;
  const listed = await monitors.list({ projectId: project.id });
  store.close();
  if (!listed.ok) return fail(listed.failure);
  const { problem, isWatched, monitors: all } = listed.value;
  const now = systemClock();
  if (isJson) print(`${JSON.stringify(listed.value)}\n`);
  else if (problem !== null) print(`${visible(problem)}\n`);
  else if (all.length === 0) print("The project watches nothing.\n");
  else print(`${[...all.map((monitor) => visible(monitorLine(monitor, now))), ...(isWatched ? [] : ["", nobodyWatches])].join("\n")}\n`);
  if (problem !== null) return ok(exitCodes.usage);
  return ok(all.some(({ state }) => state === "down") ? exitCodes.failed : exitCodes.passed);
};

const mostShown = 10;

/** `millrace monitors show NAME`. */
export const executeMonitorsShow: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const place = await openMonitorPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const called = await monitorsCalled(place.value, words);
  const [first] = called.ok ? called.value : [];
  const got = first === undefined ? null : await place.value.monitors.get({ monitorId: first.id });
  place.value.store.close();
  if (!called.ok) return called;
  if (got === null) return ok(exitCodes.usage);
  if (!got.ok) return fail(got.failure);
  const { monitor, checks, spans } = got.value;
  if (isJson) print(`${JSON.stringify(got.value)}\n`);
  else print(`${monitorLines(monitor, checks.slice(0, mostShown), spans.slice(0, mostShown), systemClock()).map(visible).join("\n")}\n`);
  return ok(monitor.state === "down" ? exitCodes.failed : exitCodes.passed);
};
