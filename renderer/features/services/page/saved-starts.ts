import type { ServiceStart } from "../../../../shared/contract/services.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** When a service was started, and how that ended, as a file. */
export function savedStarts(name: string, starts: readonly ServiceStart[]): SavedTable<ServiceStart> {
  return {
    name: `starts of ${name}`,
    pages: () => onePage(starts),
    columns: tableColumns<ServiceStart>({
      startedAt: ({ startedAt }) => momentCell(startedAt),
      readyAt: ({ readyAt }) => momentCell(readyAt),
      finishedAt: ({ finishedAt }) => momentCell(finishedAt),
      exitCode: ({ exitCode }) => exitCode,
      signal: ({ signal }) => signal,
      cause: ({ cause }) => cause,
    }),
  };
}
