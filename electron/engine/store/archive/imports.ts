import type { Database } from "../database.ts";

/** The `history_import` table: imports whose rows are in the history and whose logs may not have come after them yet. */
export interface ImportTable {
  /** Whether the rows of what was staged in this folder are in the history. */
  isTaken(folder: string): boolean;
  all(): string[];
  /** Its logs are where they belong, too. */
  forget(folder: string): void;
}

/** Gives access to the `history_import` table. */
export function importTable(database: Database): ImportTable {
  return {
    isTaken: (folder) => database.one("select 1 from history_import where folder = ?", folder) !== undefined,
    all: () => database.all<{ folder: string }>("select folder from history_import").map(({ folder }) => folder),
    forget: (folder) => void database.run("delete from history_import where folder = ?", folder),
  };
}
