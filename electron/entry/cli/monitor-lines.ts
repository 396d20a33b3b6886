import type { Check, Monitor, MonitorSpan } from "../../../shared/contract/monitors.ts";
import { formatAge, formatDuration } from "../../../shared/time.ts";

/** A monitor as one line for people. */
export function monitorLine(monitor: Monitor, now: number): string {
  const { name, state, since, uptime, latency, detail, target, silencedUntil } = monitor;
  const cells = [
    name.padEnd(20),
    state.padEnd(11),
    formatAge(now - since).padStart(12),
    percent(uptime.month).padStart(9),
    (latency.p95 === null ? "" : formatDuration(latency.p95)).padStart(9),
    target.padEnd(30),
    silencedUntil === null ? detail : `${detail} (silenced)`,
  ];
  return cells.join("  ").trimEnd();
}

/** All of one monitor, for people. */
export function monitorLines(monitor: Monitor, checks: readonly Check[], spans: readonly MonitorSpan[], now: number): string[] {
  const { uptime, latency, objective, alert, everyMs, silencedUntil } = monitor;
  return [
    `${monitor.name}: ${monitor.state}${monitor.detail === "" ? "" : ` (${monitor.detail})`}, ${formatAge(now - monitor.since)}`,
    `  looks at   ${monitor.target}, every ${formatDuration(everyMs)}`,
    `  was up     ${percent(uptime.day) || "?"} of the day, ${percent(uptime.week) || "?"} of the week, ${percent(uptime.month) || "?"} of the month`,
    ...(latency.p50 === null
      ? []
      : [`  answers    in ${formatDuration(latency.p50)}, 95 of 100 within ${formatDuration(latency.p95 ?? 0)}`]),
    ...(objective === null
      ? []
      : [
          `  promises   ${objective.target} % over ${formatDuration(objective.overMs)}: ${percent(objective.reached) || "?"} reached, ${leftWords(objective.leftMs)}`,
        ]),
    `  alerts     ${alert ?? "nobody"}${silencedUntil === null ? "" : `, silenced until ${new Date(silencedUntil).toISOString()}`}`,
    "",
    ...spans.map(({ from, to, state, detail }) => {
      const length = to === null ? `for ${formatDuration(now - from)}` : formatDuration(to - from);
      return `  ${formatAge(now - from).padStart(12)}  ${state.padEnd(11)}  ${length.padEnd(14)}  ${detail}`.trimEnd();
    }),
    "",
    ...checks.map((check) => `  ${formatAge(now - check.at).padStart(12)}  ${checkWords(check)}`),
  ];
}

/** What a check found: `good: 200 (12 ms)`. */
export function checkWords({ isGood, detail, durationMs }: Check): string {
  return `${isGood ? "good" : "bad"}: ${detail} (${formatDuration(durationMs)})`;
}

function leftWords(leftMs: number): string {
  return leftMs >= 0 ? `${formatDuration(leftMs)} are left` : `${formatDuration(-leftMs)} too long`;
}

/** Never 100 while anything is missing to it. */
function percent(value: number | null): string {
  return value === null ? "" : `${(Math.floor(value * 1_000) / 1_000).toFixed(3)} %`;
}
