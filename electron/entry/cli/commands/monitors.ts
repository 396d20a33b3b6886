import { chartCsv } from "../../../../shared/chart-csv.ts";
import type { MonitorId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { parseDuration } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { systemClock } from "../../../engine/clock.ts";
import { createMetricsService } from "../../../engine/service/operate/metrics.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { fail, failUsage } from "../fail.ts";
import { monitorLine, monitorLines } from "../monitor-lines.ts";
import { type MonitorPlace, monitorsCalled, openMonitorPlace } from "../monitor-place.ts";

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

/** `millrace monitors show NAME [--csv [--last DURATION]]`. */
export const executeMonitorsShow: Execute = async (invocation) => {
  const { words, options, isJson, print } = invocation;
  const lastMs = parseDuration(typeof options.last === "string" ? options.last : "24h");
  if (lastMs === null) return failUsage("--last takes a duration such as 24h or 30d.");
  if (options.last !== undefined && options.csv !== true) return failUsage("--last goes with --csv.");
  if (options.csv === true && isJson) return failUsage("Either --csv or --json.");
  const place = await openMonitorPlace(invocation, { consents: false });
  if (!place.ok) return place;
  const called = await monitorsCalled(place.value, words);
  const [first] = called.ok ? called.value : [];
  const got = first === undefined ? null : await place.value.monitors.get({ monitorId: first.id });
  const latency = first === undefined || options.csv !== true ? null : readLatency(place.value, first.id, lastMs);
  place.value.store.close();
  if (!called.ok) return called;
  if (got === null) return ok(exitCodes.usage);
  if (!got.ok) return fail(got.failure);
  const { monitor, checks, spans } = got.value;
  if (latency?.ok === false) return fail(latency.failure);
  if (latency !== null) print(latency.value);
  else if (isJson) print(`${JSON.stringify(got.value)}\n`);
  else print(`${monitorLines(monitor, checks.slice(0, mostShown), spans.slice(0, mostShown), systemClock()).map(visible).join("\n")}\n`);
  return ok(monitor.state === "down" ? exitCodes.failed : exitCodes.passed);
};

/** As many steps as a chart of the contract has at most. */
const mostSteps = 2_000;

/** How fast a monitor answered, as the window's chart of it is saved. */
function readLatency({ store, project }: MonitorPlace, monitorId: MonitorId, lastMs: number) {
  const now = systemClock();
  const name = `monitor/${monitorId}/latency`;
  const read = createMetricsService(store, systemClock).read({
    projectId: project.id,
    series: [name],
    from: now - lastMs,
    to: now,
    points: mostSteps,
  });
  if (!read.ok) return read;
  const { at, stepMs, series, annotations } = read.value;
  const lines = series.flatMap(({ p50, p95, p99 }) => [
    { name: "Median", values: p50 },
    { name: "P95", values: p95 },
    { name: "P99", values: p99 },
  ]);
  return ok(chartCsv({ at, stepMs, unit: "milliseconds", lines, marks: annotations }));
}
