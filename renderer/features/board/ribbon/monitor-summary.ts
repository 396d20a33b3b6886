import type { Monitor } from "../../../../shared/contract/monitors.ts";
import { lookOfMonitor, monitorNeedsLook, monitorStatesByUrgency, monitorsSummary, monitorWord } from "../../../../shared/monitor-look.ts";
import type { PhaseSummary } from "../board-model.ts";

/**
 * What the ribbon says of monitoring: the monitor that a person should look at; else, where no stage monitors, how many are
 * up. Stages of the phase speak for themselves otherwise.
 */
export function withMonitors(summary: PhaseSummary, monitors: readonly Monitor[]): PhaseSummary {
  if (summary.phase !== "monitor" || monitors.length === 0) return summary;
  const stageCount = summary.stageCount + monitors.length;
  const worstState = monitorStatesByUrgency.find((state) => monitors.some((monitor) => monitor.state === state)) ?? "up";
  const worst = monitors.filter(({ state }) => state === worstState);
  const [first] = worst;
  if (first === undefined) return summary;
  const look = lookOfMonitor(worstState);
  if (!monitorNeedsLook(first)) {
    if (summary.stageCount > 0) return summary;
    const up = monitors.some(({ state }) => state === "up");
    return { phase: "monitor", status: up ? "passed" : null, stageCount, fact: { stage: "", words: monitorsSummary(monitors), rest: "" } };
  }
  const word = monitorWord(worstState).toLowerCase();
  const fact = worst.length === 1 ? { stage: first.name, words: word } : { stage: "", words: `${worst.length} ${word}` };
  const up = monitors.filter(({ state }) => state === "up").length;
  const status = look === "none" || look === "allowed" ? null : look;
  return { phase: "monitor", status, stageCount, fact: { ...fact, rest: up === 0 ? "" : `, ${up} up` } };
}
