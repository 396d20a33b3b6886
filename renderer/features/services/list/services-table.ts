import type { Service } from "../../../../shared/contract/services.ts";
import { momentCell, tableColumns } from "../../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** The services that are shown, as a file. */
export function servicesTable(services: readonly Service[]): SavedTable<Service> {
  return {
    name: "services",
    pages: () => onePage(services),
    columns: tableColumns<Service>({
      id: ({ id }) => id,
      name: ({ name }) => name,
      description: ({ description }) => description,
      run: ({ run }) => run,
      needs: ({ needs }) => needs.join(" "),
      ports: ({ ports }) => ports.join(" "),
      state: ({ state }) => state,
      detail: ({ detail }) => detail,
      since: ({ since }) => momentCell(since),
      pid: ({ pid }) => pid,
      startedAt: ({ startedAt }) => momentCell(startedAt),
      restarts: ({ restarts }) => restarts,
      endedAt: ({ lastExit }) => momentCell(lastExit?.at ?? null),
      exitCode: ({ lastExit }) => lastExit?.exitCode ?? null,
      signal: ({ lastExit }) => lastExit?.signal ?? null,
      cpuPercent: ({ cpuPercent }) => cpuPercent,
      memoryBytes: ({ memoryBytes }) => memoryBytes,
      isCurrent: ({ isCurrent }) => isCurrent,
    }),
  };
}
