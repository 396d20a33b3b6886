import type { Dora, DoraChange, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { type DoraWeek, doraChangeColumns, doraDeploymentColumns, doraWeekColumns } from "../../../../shared/tables/dora-columns.ts";
import { onePage, type SavedTable } from "../../../actions/save-table.ts";

/** The four keys week by week, as a file. */
export function doraWeeksTable({ weeks }: Dora): SavedTable<DoraWeek> {
  return {
    name: "dora weeks",
    pages: () => onePage(weeks),
    columns: doraWeekColumns,
  };
}

/** Deployments as they were counted, as a file. */
export function countedDeploymentsTable(deployments: readonly DoraDeployment[]): SavedTable<DoraDeployment> {
  return {
    name: "dora deployments",
    pages: () => onePage(deployments),
    columns: doraDeploymentColumns,
  };
}

/** Commits with their lead times, as a file. */
export function changesTable(changes: readonly DoraChange[]): SavedTable<DoraChange> {
  return {
    name: "dora changes",
    pages: () => onePage(changes),
    columns: doraChangeColumns,
  };
}
