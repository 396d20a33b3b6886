import type { Incident } from "../../../../shared/contract/incidents.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import type { IncidentId, ProjectId } from "../../../../shared/ids.ts";
import { ok } from "../../../../shared/result.ts";
import { pagesOf, type SavedTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";

const pageSize = 500;

/** All incidents of a project that stand so, the empty word for any, as a file. */
export function incidentsTable(projectId: ProjectId, state: Incident["state"] | ""): SavedTable<Incident> {
  return {
    name: "incidents",
    pages: (signal) =>
      pagesOf(async (before: IncidentId | null) => {
        const of = state === "" ? {} : { state };
        const page = await call((engine) =>
          engine.incidents.list({ projectId, limit: pageSize, ...of, ...(before === null ? {} : { before }) }, { signal }),
        );
        return page.ok ? ok({ rows: page.value.incidents, next: page.value.next }) : page;
      }, signal),
    columns: tableColumns<Incident>({
      id: ({ id }) => id,
      number: ({ number }) => number,
      title: ({ title }) => title,
      severity: ({ severity }) => severity,
      state: (incident) => incident.state,
      openedAt: ({ openedAt }) => momentCell(openedAt),
      openedBy: ({ openedBy }) => openedBy,
      acknowledgedAt: ({ acknowledgedAt }) => momentCell(acknowledgedAt),
      acknowledgedBy: ({ acknowledgedBy }) => acknowledgedBy,
      resolvedAt: ({ resolvedAt }) => momentCell(resolvedAt),
      resolvedBy: ({ resolvedBy }) => resolvedBy,
      timeToAcknowledgeMs: ({ timeToAcknowledgeMs }) => timeToAcknowledgeMs,
      timeToRestoreMs: ({ timeToRestoreMs }) => timeToRestoreMs,
      openAlerts: ({ openAlerts }) => openAlerts,
    }),
  };
}
