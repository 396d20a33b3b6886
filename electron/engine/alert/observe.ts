import type { AlertId, MonitorId, ProjectId } from "../../../shared/ids.ts";
import type { PlannedAlert } from "../../../shared/pipeline/planned-monitor.ts";
import { noteAlert, noteAlertEnd, noteIncident } from "../inbox/inbox.ts";
import type { NewDelivery, Tables } from "../store/store.ts";
import { messageOf } from "./message.ts";
import { advance, endAll, type Happening, nothingWrong, type Observation, type RuleName, type RuleState } from "./rule.ts";
import { summaryOf } from "./words.ts";

/** A monitor, as its alerts know it. */
export interface AlertingMonitor {
  readonly projectId: ProjectId;
  readonly project: string;
  readonly monitorId: MonitorId;
  readonly name: string;
  /** As the file says now; `null` when nobody is to be told. */
  readonly rule: PlannedAlert | null;
  /** Until when a person wants silence. */
  readonly silencedUntil: number | null;
}

/**
 * What follows from how a monitor stands: alerts that fire or end, what is queued to be told, and incidents. To be called
 * after every check, and whenever it stands otherwise without one, in the transaction that keeps that: then everything is
 * told once, whatever is killed when.
 */
export function observe(tables: Tables, monitor: AlertingMonitor, observation: Observation): void {
  const { alerts } = tables;
  const kept = alerts.rule(monitor.monitorId);
  const state = kept === null ? nothingWrong : (JSON.parse(kept) as RuleState);
  const next = advance(state, monitor.rule, monitor.silencedUntil, observation);
  for (const happening of next.happenings) follow(tables, monitor, observation, happening);
  keep(tables, monitor.monitorId, kept, next.state);
}

/** Ends the alerts of a monitor that is no more, and tells nobody. */
export function endAlerts(tables: Tables, monitor: MonitorId, ending: string, now: number): void {
  const kept = tables.alerts.rule(monitor);
  if (kept === null) return;
  const { state, happenings } = endAll(JSON.parse(kept) as RuleState, ending);
  for (const happening of happenings) if (happening.type === "ended") end(tables, monitor, happening.rule, ending, now);
  keep(tables, monitor, kept, state);
}

function keep({ alerts }: Tables, monitor: MonitorId, kept: string | null, state: RuleState): void {
  const text = JSON.stringify(state);
  const next = text === JSON.stringify(nothingWrong) ? null : text;
  if (next !== kept) alerts.keepRule(monitor, next);
}

function follow(tables: Tables, monitor: AlertingMonitor, observation: Observation, happening: Happening): void {
  const { monitorId, projectId, name, rule } = monitor;
  const { at } = observation;
  if (happening.type === "ended") end(tables, monitorId, happening.rule, happening.ending, at);
  if (happening.type === "ended" || rule === null) return;
  if (happening.type === "fired") {
    const summary = summaryOf(name, rule, "fired", happening, observation);
    tables.alerts.fire({ projectId, monitorId, monitor: name, rule: happening.rule, summary, since: happening.since, isRead: true }, at);
    return;
  }
  const alert = heldOf(tables, monitorId, happening.rule);
  if (alert === null) return;
  const summary = summaryOf(name, rule, happening.what, happening, observation);
  const message = messageOf({
    ...{ state: happening.what, summary, since: happening.since, at, alert: { id: alert, rule: happening.rule } },
    ...{ monitor: { id: monitorId, name }, project: { id: projectId, name: monitor.project } },
  });
  for (const channel of happening.channels)
    tables.deliveries.queue(deliveryOf(alert, channel, happening, monitor.silencedUntil, JSON.stringify(message)), at);
  if (happening.what === "recovered" || happening.isSilenced) return;
  if (happening.what === "fired" && happening.channels.includes("inbox")) tables.alerts.markRead(alert, false, at);
  if (happening.what === "fired" && rule.opensIncident) openIncident(tables, monitor, alert, happening.rule, summary, at);
  if (happening.channels.includes("inbox")) noteAlert(tables, alert, summary, at);
}

function deliveryOf(
  alert: AlertId,
  channel: string,
  { what, sequence, isSilenced }: Happening & { readonly type: "told" },
  silencedUntil: number | null,
  message: string,
): NewDelivery {
  const given = { alertId: alert, channel, what, sequence, message };
  if (isSilenced) return { ...given, state: "suppressed", detail: `silenced until ${new Date(silencedUntil ?? 0).toISOString()}` };
  return { ...given, state: channel === "inbox" ? "delivered" : "waiting", detail: "" };
}

function openIncident(tables: Tables, monitor: AlertingMonitor, alert: AlertId, rule: RuleName, title: string, at: number): void {
  const { incidents, alerts } = tables;
  const { projectId, monitorId } = monitor;
  const severity = rule === "down" ? "major" : "minor";
  const open = incidents.openOf(monitorId);
  const incident = open ?? incidents.open({ projectId, monitorId, title, severity, openedBy: "an alert" }, at);
  if (open === null) noteIncident(tables, incident, at);
  alerts.join(alert, incident);
  incidents.announce(incident, at);
}

function end(tables: Tables, monitor: MonitorId, rule: RuleName, ending: string, now: number): void {
  const { alerts, incidents } = tables;
  const alert = alerts.open(monitor).find((one) => one.rule === rule);
  if (alert === undefined) return;
  alerts.end(alert.id, ending, now);
  noteAlertEnd(tables, alert.id, ending, now);
  if (alert.incidentId !== null) incidents.announce(alert.incidentId, now);
}

function heldOf({ alerts }: Tables, monitor: MonitorId, rule: RuleName): AlertId | null {
  return alerts.open(monitor).find((one) => one.rule === rule)?.id ?? null;
}
