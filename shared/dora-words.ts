import type { DoraBand, DoraRule } from "./contract/dora.ts";
import { formatDuration } from "./time.ts";

const bandWords: Readonly<Record<DoraBand, string>> = { low: "Low", medium: "Medium", high: "High", elite: "Elite" };

/** The word for a band. */
export function bandWord(band: DoraBand): string {
  return bandWords[band];
}

const daysPerMonth = 365 / 12;

/** How often, in the unit in which it is a number that people count in. */
export function frequencyWords(perWeek: number): [value: string, unit: string] {
  if (perWeek > 14) return [(perWeek / 7).toFixed(1), "per day"];
  if (perWeek >= 1 || perWeek === 0) return [perWeek.toFixed(1), "per week"];
  return [((perWeek / 7) * daysPerMonth).toFixed(1), "per month"];
}

/** What is counted as a deployment, in a few words. */
export function sourceWords({ source }: Pick<DoraRule, "source">): string {
  return source.kind === "environment" ? `deployments to ${source.environment}` : `tags ${source.pattern}`;
}

/** What counts as a failure, in one sentence's part: `rolled back, or an incident (major or worse) within 24 h`. */
export function failureWords({ countsRollbacks, incidentSeverity, incidentWithinMs, hotfixWithinMs }: DoraRule): string {
  const worse = incidentSeverity === "critical" ? "critical" : `${incidentSeverity} or worse`;
  const ways = [
    ...(countsRollbacks ? ["rolled back"] : []),
    ...(incidentSeverity === null ? [] : [`an incident (${worse}) within ${roughly(incidentWithinMs)}`]),
    ...(hotfixWithinMs === 0 ? [] : [`a hotfix within ${roughly(hotfixWithinMs)}`]),
  ];
  return ways.length === 0 ? "nothing" : ways.join(", or ");
}

/** `24 h 00 m` says more than anybody asked. */
function roughly(durationMs: number): string {
  return formatDuration(durationMs).replace(/ 00? [a-z]+$/, "");
}
