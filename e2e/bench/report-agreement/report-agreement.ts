import type { BenchTable } from "../markdown.ts";
import { withTemporaryFolder } from "../temporary-folder.ts";
import { collectionTables } from "./collections.ts";
import { toolTable } from "./run-tools.ts";

/** Totals that are read from reports against those that tools print, and those that others read from public collections. */
export async function reportAgreement(print: (table: BenchTable) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    print(await toolTable(folder));
    for (const table of await collectionTables(folder)) print(table);
  });
}
