import type { DoraBand, DoraRule } from "./contract/dora.ts";
import { formatDuration } from "./time.ts";

const bandWords: Readonly<Record<DoraBand, string>> = { low: "Low", medium: "Medium", high: "High", elite: "Elite" };

/** The word for a band. */
export function bandWord(band: DoraBand): string {
  return bandWords[band];
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
