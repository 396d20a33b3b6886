import type { Artifact } from "../../../shared/contract/schemas.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** The files that a run kept, as a file. */
export function artifactsTable(runNumber: number, artifacts: readonly Artifact[]): SavedTable<Artifact> {
  return {
    name: `artifacts of run ${runNumber}`,
    pages: () => onePage(artifacts),
    columns: tableColumns<Artifact>({
      path: ({ path }) => path,
      stage: ({ stage }) => stage,
      stageRunId: ({ stageRunId }) => stageRunId,
      bytes: ({ bytes }) => bytes,
      sha256: ({ sha256 }) => sha256,
    }),
  };
}
