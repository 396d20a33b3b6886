import type { Incident, Suspect, TimelineEntry } from "../../../shared/contract/incidents.ts";
import { entryWord } from "../../../shared/incident-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import { plainLine, quoted } from "./safe-markdown.ts";

/** All that a post-mortem tells. */
export interface IncidentFacts {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly suspects: readonly Suspect[];
  /** The project's name. */
  readonly project: string;
}

/** The post-mortem of an incident as Markdown, whatever is in its title, its notes and other people's commits. */
export function exportIncident(facts: IncidentFacts): { readonly fileName: string; readonly markdown: string } {
  const { incident, timeline, suspects } = facts;
  const conclusions = timeline.filter(({ kind, text }) => kind === "resolved" && text.trim() !== "");
  const lines = [
    `# Incident ${incident.number}: ${plainLine(incident.title)}`,
    "",
    ...factLines(facts),
    ...(conclusions.length === 0 ? [] : ["", "## What it was", ...conclusions.flatMap(({ text }) => ["", ...quoted(text)])]),
    "",
    "## What may be the cause",
    "",
    ...(suspects.length === 0 ? ["Nothing was deployed before it."] : suspects.flatMap(suspectLines)),
    "",
    "## What happened",
    "",
    ...timeline.flatMap(entryLines),
  ];
  return { fileName: fileNameOf(incident), markdown: `${lines.join("\n").trimEnd()}\n` };
}

function factLines({ incident, project }: IncidentFacts): string[] {
  const { state, severity, openedAt, openedBy, acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy } = incident;
  const by = (at: number, person: string | null, afterMs: number | null) =>
    `${time(at)}${person === null ? "" : `, by ${plainLine(person)}`}${afterMs === null ? "" : `, after ${formatDuration(afterMs)}`}`;
  const rows = [
    ["Project", plainLine(project)],
    ["State", state],
    ["Severity", severity],
    ["Opened", by(openedAt, openedBy, null)],
    ["Acknowledged", acknowledgedAt === null ? "not yet" : by(acknowledgedAt, acknowledgedBy, incident.timeToAcknowledgeMs)],
    ["Resolved", resolvedAt === null ? "not yet" : by(resolvedAt, resolvedBy, incident.timeToRestoreMs)],
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

function suspectLines({ environment, version, before, at, isCurrent, commits, deploymentId }: Suspect): string[] {
  const instead = before === null ? "" : ` in place of ${plainLine(before)}`;
  const head = `- ${plainLine(environment)}: ${plainLine(version)}${instead}, ${time(at)} (${deploymentId}${isCurrent ? ", serves still" : ""})`;
  const brought = commits.map(
    ({ commit, subject, author }) => `  - \`${commit.slice(0, 10)}\` ${plainLine(subject)} (${plainLine(author)})`,
  );
  return [head, ...brought];
}

function entryLines({ at, kind, text, person, commit }: TimelineEntry): string[] {
  const by = person === null ? "" : ` by ${plainLine(person)}`;
  const head = `- ${time(at)} **${entryWord(kind)}**${commit === null ? "" : ` \`${commit.slice(0, 10)}\``}${by}`;
  if (text.trim() === "") return [head];
  // What a person wrote as Markdown stays it, in a quote that it cannot leave.
  if (kind === "note" || kind === "resolved") return [head, "", ...quoted(text).map((line) => `  ${line}`), ""];
  return [`${head}: ${plainLine(text)}`];
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function fileNameOf({ number, title }: Incident): string {
  const slug = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, "");
  return `incident-${number}${slug === "" ? "" : `-${slug}`}.md`;
}
