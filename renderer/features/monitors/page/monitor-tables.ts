import type { Check, MonitorSpan } from "../../../../shared/contract/monitors.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** Times in which a monitor was not simply up, as a file. */
export function outagesTable(outages: readonly MonitorSpan[]): SavedTable<MonitorSpan> {
  return {
    name: "outages",
    pages: () => onePage(outages),
    columns: tableColumns<MonitorSpan>({
      state: ({ state }) => state,
      detail: ({ detail }) => detail,
      from: ({ from }) => momentCell(from),
      to: ({ to }) => momentCell(to),
      durationMs: ({ from, to }) => (to === null ? null : to - from),
    }),
  };
}

/** The last checks of a monitor, as a file. */
export function checksTable(checks: readonly Check[]): SavedTable<Check> {
  return {
    name: "checks",
    pages: () => onePage(checks),
    columns: tableColumns<Check>({
      at: ({ at }) => momentCell(at),
      isGood: ({ isGood }) => isGood,
      detail: ({ detail }) => detail,
      durationMs: ({ durationMs }) => durationMs,
      lookupMs: ({ phases }) => phases?.lookupMs ?? null,
      connectMs: ({ phases }) => phases?.connectMs ?? null,
      tlsMs: ({ phases }) => phases?.tlsMs ?? null,
      firstByteMs: ({ phases }) => phases?.firstByteMs ?? null,
      bodyMs: ({ phases }) => phases?.bodyMs ?? null,
    }),
  };
}
