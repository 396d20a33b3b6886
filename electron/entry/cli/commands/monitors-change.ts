import type { Check, Monitor } from "../../../../shared/contract/monitors.ts";
import { type Failure, ok, type Result } from "../../../../shared/result.ts";
import { parseDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import type { MonitorService } from "../../../engine/service/monitor/monitors.ts";
import type { CommandFailure, Execute, Invocation } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { checkWords } from "../monitor-lines.ts";
import { monitorsCalled, openMonitorPlace } from "../monitor-place.ts";

/** `millrace monitors check [NAME…]`: looks now. */
export const executeMonitorsCheck: Execute = async (invocation) => {
  const { words, isJson, print } = invocation;
  const place = await openMonitorPlace(invocation, { consents: true });
  if (!place.ok) return place;
  const { store, monitors } = place.value;
  const called = await monitorsCalled(place.value, words);
  const checked: { name: string; check: Check }[] = [];
  let failed: Failure | null = null;
  for (const { id, name } of called.ok ? called.value : []) {
    const check = await monitors.check({ monitorId: id });
    if (!check.ok) {
      failed = check.failure;
      break;
    }
    checked.push({ name, check: check.value });
    if (!isJson) print(`${visible(`${name.padEnd(20)}  ${checkWords(check.value)}`)}\n`);
  }
  store.close();
  if (!called.ok) return called;
  if (failed !== null) return fail(failed);
  if (isJson) print(`${JSON.stringify({ checks: checked })}\n`);
  else if (checked.length === 0) print("The project watches nothing.\n");
  return ok(checked.every(({ check }) => check.isGood) ? exitCodes.passed : exitCodes.failed);
};

/** `millrace monitors pause [NAME…]`. */
export const executeMonitorsPause: Execute = (invocation) =>
  change(invocation, "is paused", (monitors, { id }) => monitors.pause({ monitorId: id }));

/** `millrace monitors resume [NAME…]`. */
export const executeMonitorsResume: Execute = (invocation) =>
  change(invocation, "goes on", (monitors, { id }) => monitors.resume({ monitorId: id }));

/** `millrace monitors silence [NAME…] [--for DURATION] [--end]`. */
export const executeMonitorsSilence: Execute = (invocation) => {
  const { options } = invocation;
  const forMs = parseDuration(typeof options.for === "string" ? options.for : "1h");
  if (forMs === null) return Promise.resolve(failUsage("--for takes a duration such as 30m or 2h."));
  if (options.end === true && options.for !== undefined) return Promise.resolve(failUsage("Either --for or --end."));
  const until = options.end === true ? null : systemClock() + forMs;
  const what = until === null ? "alerts again" : `alerts nobody until ${new Date(until).toISOString()}`;
  return change(invocation, what, (monitors, { id }) => monitors.silence({ monitorId: id, until }));
};

async function change(
  invocation: Invocation,
  what: string,
  act: (monitors: MonitorService, monitor: Monitor) => Result<undefined, Failure>,
): Promise<Result<number, CommandFailure>> {
  const { words, isJson, print } = invocation;
  const place = await openMonitorPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const { store, monitors } = place.value;
  const called = await monitorsCalled(place.value, words);
  const changed = called.ok ? called.value.map((monitor) => act(monitors, monitor)) : [];
  store.close();
  if (!called.ok) return called;
  for (const result of changed) if (!result.ok) return fail(result.failure);
  const names = called.value.map(({ name }) => name);
  if (isJson) print(`${JSON.stringify({ monitors: names })}\n`);
  else print(names.length === 0 ? "The project watches nothing.\n" : `${names.map((name) => visible(`${name} ${what}`)).join("\n")}\n`);
  return ok(exitCodes.passed);
}
