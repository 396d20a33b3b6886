import type { Alert } from "../../../../shared/contract/alerts.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import type { AlertId, MonitorId, ProjectId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";

const pageSize = 500;

/** All alerts of a project, or of one of its monitors, as a file. */
export function alertsTable(projectId: ProjectId, monitorId: MonitorId | null = null): SavedTable<Alert> {
  return {
    name: "alerts",
    pages: (signal) =>
      pagesOf(async (before: AlertId | null) => {
        const of = monitorId === null ? {} : { monitorId };
        const page = await call((engine) =>
          engine.alerts.list({ projectId, limit: pageSize, ...of, ...(before === null ? {} : { before }) }, { signal }),
        );
        return page.ok ? ok({ rows: page.value.alerts, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<Alert>({
      id: ({ id }) => id,
      monitor: ({ monitor }) => monitor,
      rule: ({ rule }) => rule,
      summary: ({ summary }) => summary,
      firedAt: ({ firedAt }) => momentCell(firedAt),
      recoveredAt: ({ recoveredAt }) => momentCell(recoveredAt),
      durationMs: ({ firedAt, recoveredAt }) => (recoveredAt === null ? null : recoveredAt - firedAt),
      ending: ({ ending }) => ending,
      isRead: ({ isRead }) => isRead,
      incidentId: ({ incidentId }) => incidentId,
      deliveries: ({ deliveries }) => deliveries.map(({ channel, what, state }) => `${channel}: ${what} ${state}`).join("; "),
    }),
  };
}
