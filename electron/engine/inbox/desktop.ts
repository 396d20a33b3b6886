import type { DesktopNotice } from "../../../shared/contract/inbox.ts";
import type { StoredInboxEntry, Tables, WaitingDelivery, WaitingNotice } from "../store/store.ts";
import { fold, type Telling } from "./fold.ts";
import { ruleOf } from "./note.ts";
import { type QuietHours, quietUntil } from "./quiet.ts";
import { isSnoozed } from "./rule.ts";

/** What a desktop is to show now, and when to ask again without being told to; `null` for never. */
export interface TakenNotices {
  readonly notices: DesktopNotice[];
  readonly nextAt: number | null;
}

/** Until when nothing may be taken, though something waits; `null` when it may, `"nothing"` when there is nothing. */
export function holdsBack({ deliveries, desktopNotices }: Tables, quiet: QuietHours, now: number): number | "nothing" | null {
  if (!desktopNotices.hasWaiting() && deliveries.waiting("desktop").length === 0) return "nothing";
  return quietUntil(quiet, now);
}

/**
 * Takes what a desktop is to show now, in order: what waits of alerts, and of all else. Whoever takes it shows it: it is told
 * once, however many windows ask. What nobody could be told in time is put into one message, or left out when it is over.
 */
export function takeDesktop(tables: Tables, quiet: QuietHours, now: number): DesktopNotice[] {
  const wasQuiet = (atMs: number) => quietUntil(quiet, atMs) !== null;
  const tellings = [...takeDeliveries(tables, now), ...takeNotices(tables, now)].toSorted((one, other) => one.queuedAt - other.queuedAt);
  return fold(tellings, wasQuiet, now);
}

function takeDeliveries(tables: Tables, now: number): Telling[] {
  const { deliveries } = tables;
  const taken: Telling[] = [];
  // Of each alert only what was told first waits; what was told next follows.
  for (let waiting = deliveries.waiting("desktop"); waiting.length > 0; waiting = deliveries.waiting("desktop")) {
    for (const delivery of waiting) {
      const refused = refusalOf(tables, delivery, now);
      deliveries.end(delivery.row, refused === null ? "delivered" : "suppressed", refused ?? "", now);
      if (refused === null) taken.push(tellingOfAlert(tables, delivery));
    }
  }
  return taken;
}

/** Why an alert is not told; `null` when it is. */
function refusalOf(tables: Tables, { alertId, projectId, what }: WaitingDelivery, now: number): string | null {
  const alert = tables.alerts.get(alertId);
  if (alert === null || tables.projects.get(projectId) === null) return "it is not there any more";
  if (ruleOf(tables, projectId) === "never") return "nothing of this project is told on the desktop";
  const entry = tables.inbox.openBy("alert_id", Number(alertId.slice(1)))[0];
  if (entry?.isMuted) return "a person muted it";
  return entry !== undefined && what !== "recovered" && isSnoozed(entry, now) ? "a person put it off" : null;
}

function tellingOfAlert({ alerts, projects }: Tables, { alertId, projectId, queuedAt, message, what }: WaitingDelivery): Telling {
  const { summary } = JSON.parse(message) as { summary: string };
  const alert = alerts.get(alertId);
  return {
    ...{ title: projects.get(projectId)?.name ?? "Millrace", body: summary, tag: `millrace ${alertId} ${what}`, queuedAt },
    target: { projectId, ...nowhere, incidentId: alert?.incidentId ?? null, alertId },
    ...{ isSeenInWindow: false, isBroken: what !== "recovered", isOver: alert?.recoveredAt !== null },
    short: summary,
  };
}

function takeNotices(tables: Tables, now: number): Telling[] {
  const { desktopNotices, inbox, projects } = tables;
  const waiting = desktopNotices.waiting();
  desktopNotices.drop(waiting.map(({ row }) => row));
  return waiting.flatMap((notice) => {
    const entry = notice.entry === null ? null : inbox.get(notice.entry);
    if (projects.get(notice.projectId) === null || (entry !== null && (entry.isMuted || isSnoozed(entry, now)))) return [];
    return [tellingOf(notice, entry)];
  });
}

function tellingOf({ projectId, runId, news, title, body, queuedAt, row }: WaitingNotice, entry: StoredInboxEntry | null): Telling {
  const isBroken = news === "broke" || news === "again" || news === "worse";
  return {
    ...{ title, body, queuedAt, short: title },
    tag: `millrace ${entry === null ? `notice ${row}` : `entry ${entry.id}`}`,
    target: { projectId, ...(entry === null ? { ...nowhere, runId } : placeOf(entry)) },
    isSeenInWindow: entry === null || entry.kind === "stage" || entry.kind === "run" || entry.kind === "approval",
    ...{ isBroken, isOver: !isBroken || (entry !== null && entry.endedAt !== null) },
  };
}

const nowhere = {
  ...{ runId: null, stageRunId: null, testId: null, deploymentId: null, releaseId: null },
  ...{ incidentId: null, alertId: null, culpritId: null, serviceId: null },
};

/** Where an entry leads, without the rest of it. */
export function placeOf(entry: StoredInboxEntry) {
  const { runId, stageRunId, testId, deploymentId, releaseId, incidentId, alertId, culpritId, serviceId } = entry;
  return { runId, stageRunId, testId, deploymentId, releaseId, incidentId, alertId, culpritId, serviceId };
}
