import { type ReleaseId, type RunId, rowOf } from "../../../../shared/ids.ts";
import type { Database } from "../database.ts";

/** The `imported` table, and the `history_import` table: imports whose rows are in the history and whose logs may not have come after them yet. */
export interface ImportTable {
  /** Whether a row came from a file: nothing is begun because of it. */
  holds(kind: "run" | "release", id: RunId | ReleaseId): boolean;
  /** Whether the rows of what was staged in this folder are in the history. */
  isTaken(folder: string): boolean;
  all(): string[];
  /** Its logs are where they belong, too. */
  forget(folder: string): void;
}

/** Gives access to these tables. */
export function importTable(database: Database): ImportTable {
  return {
    holds: (kind, id) => database.one("select 1 from imported where kind = ? and row = ? limit 1", kind, rowOf(id)) !== undefined,
    isTaken: (folder) => database.one("select 1 from history_import where folder = ?", folder) !== undefined,
    all: () => database.all<{ folder: string }>("select folder from history_import").map(({ folder }) => folder),
    forget: (folder) => void database.run("delete from history_import where folder = ?", folder),
  };
}
