import type { Incident, TimelineEntry } from "./contract/incidents.ts";
import type { Severity } from "./severities.ts";
import type { Look } from "./stage-groups.ts";

/** The status whose picture and colour an incident has: open ones alarm, acknowledged ones are somebody's, resolved ones are over. */
export function lookOfIncident({ state }: Pick<Incident, "state">): Look {
  return state === "resolved" ? "passed" : state === "acknowledged" ? "running" : "failed";
}

const stateWords: Readonly<Record<Incident["state"], string>> = { open: "Open", acknowledged: "Acknowledged", resolved: "Resolved" };

/** The word for where an incident stands. */
export function incidentWord({ state }: Pick<Incident, "state">): string {
  return stateWords[state];
}

/** The word for how bad it is. */
export function severityWord(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

const kindWords: Readonly<Record<TimelineEntry["kind"], string>> = {
  deployment: "Deployment",
  commit: "Commit",
  service: "Service",
  alert: "Alert",
  recovered: "Recovered",
  opened: "Opened",
  acknowledged: "Acknowledged",
  changed: "Changed",
  note: "Note",
  runbook: "Runbook",
  resolved: "Resolved",
  reopened: "Reopened",
};

/** The word for a kind of thing that happened. */
export function entryWord(kind: TimelineEntry["kind"]): string {
  return kindWords[kind];
}
