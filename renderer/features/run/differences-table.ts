import type { FingerprintDifference } from "../../../shared/contract/fingerprint.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** What of the environment differs between two runs, as a file: whole sums, and nothing where it was not there. */
export function differencesTable(differences: readonly FingerprintDifference[]): SavedTable<FingerprintDifference> {
  return {
    name: "environment of both runs",
    pages: () => onePage(differences),
    columns: tableColumns<FingerprintDifference>({
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      before: ({ before }) => before,
      after: ({ after }) => after,
    }),
  };
}
