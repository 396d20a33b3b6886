import type { DesktopNotification } from "../../../shared/contract/alerts.ts";
import { minuteMs } from "../../../shared/time.ts";
import type { Tables } from "../store/store.ts";

/** What is over, and was so before a desktop was there to show it, is news for so long. */
const newsMs = 10 * minuteMs;

/**
 * What a desktop is to show now, in order. Whoever takes it shows it: it is told once, however many windows ask. What is over
 * long since is left out.
 */
export function takeDesktop(tables: Tables, now: number): DesktopNotification[] {
  const { alerts, deliveries, projects } = tables;
  const taken: DesktopNotification[] = [];
  // Of each alert only what was told first waits; what was told next follows.
  for (let waiting = deliveries.waiting("desktop"); waiting.length > 0; waiting = deliveries.waiting("desktop")) {
    for (const { row, alertId, projectId, queuedAt, message, what } of waiting) {
      const alert = alerts.get(alertId);
      const project = projects.get(projectId);
      const isNews = alert !== null && project !== null && (alert.recoveredAt === null || now - queuedAt < newsMs);
      deliveries.end(row, isNews ? "delivered" : "suppressed", isNews ? "" : "it was over before a window was open", now);
      if (!isNews) continue;
      const { summary } = JSON.parse(message) as { summary: string };
      taken.push({ alertId, projectId, monitorId: alert.monitorId, what, title: project.name, body: summary });
    }
  }
  return taken;
}
