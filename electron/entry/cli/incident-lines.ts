import type { Incident, Suspect, TimelineEntry } from "../../../shared/contract/incidents.ts";
import { formatAge, formatDuration } from "../../../shared/time.ts";

/** An incident as one line for people. */
export function incidentLine({ number, id, state, severity, title, openedAt, timeToRestoreMs }: Incident, now: number): string {
  const ending = timeToRestoreMs === null ? "" : ` (after ${formatDuration(timeToRestoreMs)})`;
  return `${`#${number}`.padStart(5)}  ${id.padEnd(5)}  ${state.padEnd(12)}  ${severity.padEnd(8)}  ${formatAge(now - openedAt).padStart(12)}  ${title}${ending}`;
}

/** An incident's page as lines for people: what may be its cause first. */
export function incidentDetailLines(
  {
    incident,
    timeline,
    suspects,
  }: { readonly incident: Incident; readonly timeline: readonly TimelineEntry[]; readonly suspects: readonly Suspect[] },
  now: number,
): string[] {
  const { acknowledgedBy, openAlerts, timeToAcknowledgeMs } = incident;
  return [
    incidentLine(incident, now),
    ...(timeToAcknowledgeMs === null ? [] : [`Acknowledged by ${acknowledgedBy} after ${formatDuration(timeToAcknowledgeMs)}.`]),
    ...(openAlerts === 0 ? [] : [openAlerts === 1 ? "1 alert still holds." : `${openAlerts} alerts still hold.`]),
    "",
    suspects.length === 0 ? "Nothing was deployed before it." : "Deployed before it:",
    ...suspects.flatMap(suspectLines),
    "",
    "What happened:",
    ...timeline.flatMap(entryLines),
  ];
}

const mostCommits = 5;

function suspectLines({ environment, version, before, at, isCurrent, commits, deploymentId }: Suspect): string[] {
  const instead = before === null ? "" : ` in place of ${before}`;
  const more = commits.length > mostCommits ? [`      and ${commits.length - mostCommits} more`] : [];
  return [
    `  ${deploymentId}  ${environment}: ${version}${instead}, ${stamp(at)}`,
    ...commits.slice(0, mostCommits).map(({ commit, subject, author }) => `      ${commit.slice(0, 7)}  ${subject} (${author})`),
    ...more,
    ...(isCurrent && before !== null ? [`      to go back: millrace rollback ${environment}`] : []),
  ];
}

function entryLines({ at, kind, text, person, commit }: TimelineEntry): string[] {
  const [first = "", ...rest] = text.split("\n");
  const who = person === null ? "" : `  (${person})`;
  const what = [kind.padEnd(12), commit === null ? "" : commit.slice(0, 7), first].filter(Boolean).join("  ");
  return [`  ${stamp(at)}  ${what}${who}`, ...rest.map((line) => `${" ".repeat(37)}${line}`)];
}

function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
