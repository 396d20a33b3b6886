import type { ServiceLog } from "../../../../shared/contract/services.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** The files of a service's log, as a file. */
export function savedLogs(service: string, logs: readonly ServiceLog[]): SavedTable<ServiceLog> {
  return {
    name: `log files of ${service}`,
    pages: () => onePage(logs),
    columns: tableColumns<ServiceLog>({
      logId: ({ id }) => id,
      startedAt: ({ startedAt }) => momentCell(startedAt),
      finishedAt: ({ finishedAt }) => momentCell(finishedAt),
      bytes: ({ bytes }) => bytes,
    }),
  };
}
