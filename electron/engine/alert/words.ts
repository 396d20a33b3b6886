import type { PlannedAlert } from "../../../shared/pipeline/planned-monitor.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { Happening, Observation, RuleName } from "./rule.ts";

/** A summary is one line of a list, and a title. */
const mostCharacters = 300;

/** What is told of an alert, in one line. */
export function summaryOf(
  monitor: string,
  rule: PlannedAlert,
  what: (Happening & { readonly type: "told" })["what"],
  about: { readonly rule: RuleName; readonly since: number },
  { at, check }: Observation,
): string {
  const isDown = about.rule === "down";
  const lasted = formatDuration(Math.max(0, at - about.since));
  const detail = isDown ? (check?.detail ?? "") : slowness(rule, check?.durationMs ?? 0);
  const ending = detail === "" ? "" : `: ${detail}`;
  if (what === "recovered") return cut(`${monitor} ${isDown ? "is up again" : "answers in time again"} after ${lasted}`);
  if (what === "repeated") return cut(`${monitor} is still ${isDown ? "down" : "slow"} after ${lasted}${ending}`);
  return cut(`${monitor} is ${isDown ? "down" : "slow"}${ending}`);
}

function slowness(rule: PlannedAlert, durationMs: number): string {
  return `${formatDuration(durationMs)}${rule.latency === null ? "" : `, over ${formatDuration(rule.latency.overMs)}`}`;
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1)}…`;
}
