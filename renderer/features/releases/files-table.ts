import type { ReleaseArtifact } from "../../../shared/contract/releases.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** The files of a release, as a file. */
export function filesTable(version: string, artifacts: readonly ReleaseArtifact[]): SavedTable<ReleaseArtifact> {
  return {
    name: `artifacts of ${version}`,
    pages: () => onePage(artifacts),
    columns: tableColumns<ReleaseArtifact>({
      path: ({ path }) => path,
      bytes: ({ bytes }) => bytes,
      sha256: ({ sha256 }) => sha256,
    }),
  };
}
