import type { DiskUse } from "../../../shared/contract/app.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

interface Share {
  readonly kind: string;
  /** `null` for what belongs to no project alone. */
  readonly project: string | null;
  readonly bytes: number;
}

/** What is kept on the disk, by kind and project, as a file. */
export function diskUseTable(use: DiskUse): SavedTable<Share> {
  return {
    name: "storage",
    pages: () => onePage(sharesOf(use)),
    columns: tableColumns<Share>({ kind: ({ kind }) => kind, project: ({ project }) => project, bytes: ({ bytes }) => bytes }),
  };
}

function sharesOf({ projects, databaseBytes, cacheBytes, checkoutBytes, releaseBytes, serviceLogBytes }: DiskUse): readonly Share[] {
  return [
    ...projects.flatMap(({ name, artifactBytes, logBytes }) => [
      { kind: "artifacts", project: name, bytes: artifactBytes },
      { kind: "logs", project: name, bytes: logBytes },
    ]),
    { kind: "history", project: null, bytes: databaseBytes },
    { kind: "cache", project: null, bytes: cacheBytes },
    { kind: "checkouts", project: null, bytes: checkoutBytes },
    { kind: "releases", project: null, bytes: releaseBytes },
    { kind: "services", project: null, bytes: serviceLogBytes },
  ];
}
