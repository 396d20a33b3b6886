import type { DeploymentDetail, HealthSample } from "../../../shared/contract/deployments.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** How well a target was after the switch, as a file. */
export function healthTable({ deployment, health }: DeploymentDetail): SavedTable<HealthSample> {
  return {
    name: `health of ${deployment.environment} with ${deployment.release.version}`,
    pages: () => onePage(health),
    columns: tableColumns<HealthSample>({
      at: ({ at }) => momentCell(at),
      isGood: ({ isGood }) => isGood,
      detail: ({ detail }) => detail,
      durationMs: ({ durationMs }) => durationMs,
    }),
  };
}
