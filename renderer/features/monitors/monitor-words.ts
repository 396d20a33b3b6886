import type { Monitor, Objective, PhasesOfCheck } from "../../../shared/contract/monitors.ts";
import { formatDuration } from "../../../shared/time.ts";

/** Why a monitor stands as it does, in a few words; empty when there is nothing to say. */
export function detailOf({ state, detail, since, lastCheck }: Monitor, now: number): string {
  switch (state) {
    case "down":
      return `${detail === "" ? "down" : detail}, for ${formatDuration(Math.max(0, now - since))}`;
    case "degraded":
      return detail === "" && lastCheck !== null ? `answers after ${formatDuration(lastCheck.durationMs)}` : detail;
    case "unknown":
      return detail === "" ? "Nobody has looked" : detail;
    default:
      return detail;
  }
}

/** How much of an error budget is left, in percent of it: `82 %`. */
export function budgetShare({ leftMs, budgetMs }: Objective): string {
  if (budgetMs <= 0) return leftMs >= 0 ? "100 %" : "0 %";
  const percent = (leftMs / budgetMs) * 100;
  return `${percent >= 10 || percent <= 0 ? Math.floor(percent) : percent.toFixed(1)} %`;
}

/** The error budget in a sentence. */
export function budgetSentence(objective: Objective): string {
  const { leftMs, budgetMs } = objective;
  if (leftMs < 0) return `Used up: down ${formatDuration(-leftMs)} longer than it may be.`;
  return `${formatDuration(leftMs)} of ${formatDuration(budgetMs)} may still go.`;
}

/** How fast an error budget goes: `null` when nothing is known. */
export function burnWords(rate: number | null): string {
  if (rate === null) return "Not known";
  if (rate === 0) return "Nothing in the last hour";
  return `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10} × in the last hour`;
}

/** The phases of a check over the web, in their order, those that took place. */
export function phasesOf(phases: PhasesOfCheck): { readonly name: string; readonly ms: number; readonly series: number }[] {
  const all = [
    { name: "Lookup", ms: phases.lookupMs, series: 4 },
    { name: "Connect", ms: phases.connectMs, series: 2 },
    { name: "TLS", ms: phases.tlsMs, series: 3 },
    { name: "First byte", ms: phases.firstByteMs, series: 1 },
    { name: "Body", ms: phases.bodyMs, series: 6 },
  ];
  return all.flatMap(({ name, ms, series }) => (ms === null ? [] : [{ name, ms, series }]));
}
