import type { Monitor, MonitorState, UptimeBar } from "./contract/monitors.ts";
import type { Look } from "./stage-groups.ts";

const looks: Readonly<Record<MonitorState, Look | "none">> = {
  up: "passed",
  degraded: "errored",
  down: "failed",
  maintenance: "skipped",
  unknown: "queued",
  paused: "canceled",
};

const words: Readonly<Record<MonitorState, string>> = {
  up: "Up",
  degraded: "Slow",
  down: "Down",
  maintenance: "Maintenance",
  unknown: "Unknown",
  paused: "Paused",
};

/** The status whose picture and colour a monitor has. */
export function lookOfMonitor(state: MonitorState): Look | "none" {
  return looks[state];
}

/** The word for how a monitor stands. */
export function monitorWord(state: MonitorState): string {
  return words[state];
}

/** The worst first. */
export const monitorStatesByUrgency: readonly MonitorState[] = ["down", "degraded", "unknown", "maintenance", "paused", "up"];

/** Whether a person should look at a monitor. */
export function monitorNeedsLook({ state }: Pick<Monitor, "state">): boolean {
  return state === "down" || state === "degraded";
}

/** All monitors in a few words: `12 of 14 up, 1 down, 1 paused`. */
export function monitorsSummary(monitors: readonly Pick<Monitor, "state">[]): string {
  const count = (state: MonitorState) => monitors.filter((monitor) => monitor.state === state).length;
  const up = count("up");
  const others = monitorStatesByUrgency.filter((state) => state !== "up" && count(state) > 0);
  const first = up === monitors.length ? `${up} up` : `${up} of ${monitors.length} up`;
  return [first, ...others.map((state) => `${count(state)} ${words[state].toLowerCase()}`)].join(", ");
}

/** How much of a bar's time is known, and how much of that it was up, from 0 to 1; `null` when nothing is known. */
export function uptimeOfBar({ upMs, degradedMs, downMs }: UptimeBar): number | null {
  const known = upMs + degradedMs + downMs;
  return known === 0 ? null : (upMs + degradedMs) / known;
}

/**
 * Percent of uptime as a person reads it: never `100 %` of what was not always up, and as many digits as tell it from that:
 * `99.98 %`.
 */
export function formatUptime(percent: number | null): string {
  if (percent === null) return "–";
  if (percent >= 100) return "100 %";
  const digits = percent >= 99.99 ? 3 : 2;
  const factor = 10 ** digits;
  return `${(Math.floor(percent * factor) / factor).toFixed(digits)} %`;
}
