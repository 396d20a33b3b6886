import type { AlertId, IncidentId, MonitorId, ServiceId } from "../../../shared/ids.ts";
import { rowOf } from "../../../shared/ids.ts";
import type { StoredIncident, Tables } from "../store/store.ts";
import { note, type Seen, tell } from "./note.ts";

/** Keeps that an alert asks for a person, or does so again. Who tells of it is in the monitor's own list. */
export function noteAlert(tables: Tables, id: AlertId, summary: string, at: number): void {
  const alert = tables.alerts.get(id);
  if (alert === null) return;
  const seen: Seen = {
    ...keyOfAlert(alert),
    ...{ subject: alert.monitor, title: summary, detail: "", alertId: id, incidentId: alert.incidentId },
  };
  note(tables, seen, { type: "broken", at, evidence: null, weight: 1, past: { since: alert.since, times: 1 } });
}

/** Keeps that an alert is over; nothing when nobody was asked to look at it. */
export function noteAlertEnd(tables: Tables, id: AlertId, ending: string, at: number): void {
  for (const entry of tables.inbox.openBy("alert_id", rowOf(id))) note(tables, entry, { type: "whole", at, evidence: null, ending });
}

function keyOfAlert({
  projectId,
  monitorId,
  rule,
}: {
  readonly projectId: Seen["projectId"];
  readonly monitorId: MonitorId;
  readonly rule: "down" | "latency";
}) {
  const key = rule === "down" ? String(rowOf(monitorId)) : `${rowOf(monitorId)} ${rule}`;
  return { projectId, kind: "monitor", key, branch: null } as const;
}

const weights = { minor: 1, major: 2, critical: 3 } as const;

/** Keeps how an incident stands now. One that an alert opened is told by that alert. */
export function noteIncident(tables: Tables, id: IncidentId, at: number): void {
  const incident = tables.incidents.get(id);
  if (incident === null) return;
  const { projectId, number, title, severity, state, resolvedBy } = incident;
  const subject = `Incident ${number}`;
  const seen: Seen = {
    ...{ projectId, kind: "incident", key: String(rowOf(id)), branch: null, subject, title: `${subject}: ${title}` },
    ...{ detail: "", incidentId: id },
  };
  // Notes and acknowledgements are no further sights of it.
  const evidence = rowOf(id);
  const noted =
    state === "resolved"
      ? note(tables, seen, { type: "whole", at, evidence, ending: resolvedBy === null ? "it is resolved" : `${resolvedBy} resolved it` })
      : note(tables, seen, { type: "broken", at, evidence, weight: weights[severity] });
  if (noted === null) return;
  if (isToldByAlert(incident)) {
    // The alert is the entry that wants to be read.
    if (noted.news === "broke" && noted.entry !== null) tables.inbox.markRead([noted.entry.id], true, at);
    return;
  }
  const verb = state === "resolved" ? "is resolved" : noted.news === "worse" ? `is ${severity} now` : "is open";
  // What a person changed of an open one is no news to anybody but that it became worse.
  if (noted.news !== "again") tell(tables, noted, projectId, { title: `${subject} ${verb}`, body: title }, at);
}

function isToldByAlert({ monitorId, state }: StoredIncident): boolean {
  return monitorId !== null && state !== "resolved";
}

/** Keeps where a service stands that was given up, or is not any more. */
export function noteService(tables: Tables, id: ServiceId, at: number): void {
  const service = tables.services.get(id);
  if (service === null) return;
  const { projectId, name, life } = service;
  const seen: Seen = {
    ...{ projectId, kind: "service", key: name, branch: null, subject: name, title: `${name} was given up` },
    ...{ detail: life.detail, serviceId: id },
  };
  if (life.state === "given-up") {
    const noted = note(tables, seen, { type: "broken", at, evidence: null, weight: 1 });
    if (noted !== null) tell(tables, noted, projectId, { title: seen.title, body: life.detail }, at);
  } else {
    const ending = life.state === "stopped" ? "it was stopped" : "it runs again";
    const noted = note(tables, seen, { type: "whole", at, evidence: null, ending });
    if (noted?.news === "whole") tell(tables, noted, projectId, { title: `${name}: ${ending}`, body: "" }, at);
  }
}
