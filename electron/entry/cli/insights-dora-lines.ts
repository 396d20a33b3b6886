import type { Dora, DoraBand, DoraChange, DoraDeployment } from "../../../shared/contract/dora.ts";
import { countOf } from "../../../shared/counts.ts";
import { bandWord, failureWords, frequencyWords, sourceWords } from "../../../shared/dora-words.ts";
import { formatDuration, isoDay } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { duration } from "./insights-words.ts";

/** The four keys as lines for people. */
export function doraLines({ fromDay, toDay, rule, notes, frequency, leadTime, failures, recovery }: Dora): string[] {
  const { deployments, perWeek, daysWith, days } = frequency;
  return [
    `${sourceWords(rule)}, ${isoDay(fromDay)} to ${isoDay(toDay)}; a failure is: ${failureWords(rule)}`,
    "",
    line(
      "Deployment frequency",
      frequencyWords(perWeek).join(" "),
      frequency.band,
      `${countOf(deployments, "deployment")} on ${daysWith} of ${days} days`,
    ),
    line(
      "Lead time for changes",
      duration(leadTime.medianMs),
      leadTime.band,
      `median of ${countOf(leadTime.commits, "commit")}, P90 ${duration(leadTime.p90Ms)}`,
    ),
    line(
      "Change failure rate",
      failures.rate === null ? "none" : `${(failures.rate * 100).toFixed(1)} %`,
      failures.band,
      `${failures.failed} of ${failures.deployments}`,
    ),
    line(
      "Time to recover",
      duration(recovery.medianMs),
      recovery.band,
      `median of ${recovery.recovered}, longest ${duration(recovery.longestMs)}${recovery.open === 0 ? "" : `; ${recovery.open} not whole yet`}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ].map(visible);
}

/** A deployment as it was counted, and a line for each reason why it failed. */
export function doraDeploymentLines({
  name,
  commit,
  at,
  commits,
  leadMedianMs,
  failures,
  recoveredAt,
  recoveredBy,
}: DoraDeployment): string[] {
  const lead = leadMedianMs === null ? "" : `, lead time ${formatDuration(leadMedianMs)}`;
  const end =
    recoveredBy === null ? "not whole yet" : `whole again after ${formatDuration(Math.max(0, (recoveredAt ?? at) - at))}: ${recoveredBy}`;
  return [
    `${stamp(at)}  ${name.padEnd(16)}  ${commit.slice(0, 7)}  ${commits} commits${lead}`,
    ...failures.map(({ text }) => `    failed: ${text}`),
    ...(failures.length === 0 ? [] : [`    ${end}`]),
  ].map(visible);
}

/** A commit with its lead time. */
export function doraChangeLine({ commit, subject, author, deployment, deployedAt, leadMs, squashOf }: DoraChange): string {
  const origin = squashOf === null ? "" : ` (of ${squashOf.slice(0, 7)})`;
  return visible(
    `${formatDuration(leadMs).padStart(11)}  ${commit.slice(0, 7)}${origin}  in ${deployment}, ${stamp(deployedAt)}  ${subject} (${author})`,
  );
}

function line(name: string, value: string, band: DoraBand | null, detail: string): string {
  return `${name.padEnd(22)}  ${value.padStart(12)}  ${(band === null ? "" : bandWord(band)).padEnd(6)}  ${detail}`;
}

function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;
}
