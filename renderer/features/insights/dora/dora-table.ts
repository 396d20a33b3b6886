import type { Dora, DoraChange, DoraDeployment } from "../../../../shared/contract/dora.ts";
import { tableColumns } from "../../../../shared/csv.ts";
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

/** A key as it is, and as another rule would have it. */
export interface PreviewRow {
  readonly figure: string;
  readonly now: string;
  /** `null` as long as it is not known. */
  readonly withRule: string | null;
}

/** What another rule would make of the keys, as a file. */
export function previewTable(rows: readonly PreviewRow[]): SavedTable<PreviewRow> {
  return {
    name: "dora with another rule",
    pages: () => onePage(rows),
    columns: tableColumns<PreviewRow>({ figure: ({ figure }) => figure, now: ({ now }) => now, withThisRule: ({ withRule }) => withRule }),
  };
}
