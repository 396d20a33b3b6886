import { type ProjectId, type ReleaseId, type RunId, rowOf } from "../../../../shared/ids.ts";
import type { Database } from "../database.ts";

/** The `imported` table, and the `history_import` table: imports whose rows are in the history and whose logs may not have come after them yet. */
export interface ImportTable {
  /** Whether a row came from a file: nothing is begun because of it. */
  holds(kind: "run" | "release", id: RunId | ReleaseId): boolean;
  /** Says that something else is known of a project than before. */
  announce(project: ProjectId, now: number): void;
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
    announce: (project, now) => {
      database.run("insert into event (at, project_id) values (?, ?)", now, rowOf(project));
      database.run("insert into event (at, project_id, about_environments) values (?, ?, 1)", now, rowOf(project));
    },
    isTaken: (folder) => database.one("select 1 from history_import where folder = ?", folder) !== undefined,
    all: () => database.all<{ folder: string }>("select folder from history_import").map(({ folder }) => folder),
    forget: (folder) => void database.run("delete from history_import where folder = ?", folder),
  };
}
