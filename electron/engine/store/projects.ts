import type { Project } from "../../../shared/contract/schemas.ts";
import { type ProjectId, projectId, rowOf } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** A project as the history knows it. Whether its folder is there, and its last run, are asked elsewhere. */
export type StoredProject = Omit<Project, "exists" | "lastRun">;

/** The `project` table. Every change is announced as an event in the same transaction. */
export interface ProjectTable {
  /** Projects that were not removed, the last opened first. */
  list(): StoredProject[];
  /** Also one that was removed, because its runs still name it; `null` when there never was one. */
  get(id: ProjectId): StoredProject | null;
  /** The project of a folder, also a removed one; `null` when it was never opened. */
  byPath(path: string): StoredProject | null;
  /** Adds the folder, or brings it back with its history, and puts it first in the list. `name` counts for a new one only. */
  open(path: string, name: string, now: number): StoredProject;
  rename(id: ProjectId, name: string, now: number): void;
  /** Follows a folder that moved. False, and nothing changed, when another project is there already. */
  relocate(id: ProjectId, path: string, now: number): boolean;
  trust(id: ProjectId, isTrusted: boolean, now: number): void;
  /** Takes it off the list; the history stays. */
  remove(id: ProjectId, now: number): void;
}

interface ProjectRow {
  id: number;
  path: string;
  name: string;
  opened_at: number;
  trusted_at: number | null;
}

const columns = "id, path, name, opened_at, trusted_at";

/** Gives access to the `project` table. */
export function projectTable(database: Database): ProjectTable {
  function announce(row: number, now: number): void {
    database.run("insert into event (at, project_id) values (?, ?)", now, row);
  }
  function byPath(path: string): StoredProject | null {
    return projectOf(database.one<ProjectRow>(`select ${columns} from project where path = ?`, path));
  }
  return {
    list: () =>
      database
        .all<ProjectRow>(`select ${columns} from project where removed_at is null order by opened_at desc, id desc`)
        .map((row) => toProject(row)),
    get: (id) => projectOf(database.one<ProjectRow>(`select ${columns} from project where id = ?`, rowOf(id))),
    byPath,
    open: (path, name, now) => {
      database.run(
        "insert into project (path, name, opened_at) values (?, ?, ?) on conflict (path) do update set opened_at = excluded.opened_at, removed_at = null",
        path,
        name,
        now,
      );
      const project = byPath(path);
      if (project === null) throw new Error(`The project that was just written is not there: ${path}`);
      announce(rowOf(project.id), now);
      return project;
    },
    rename: (id, name, now) => {
      database.run("update project set name = ? where id = ?", name, rowOf(id));
      announce(rowOf(id), now);
    },
    relocate: (id, path, now) => {
      const other = byPath(path);
      if (other !== null && other.id !== id) return false;
      database.run("update project set path = ? where id = ?", path, rowOf(id));
      announce(rowOf(id), now);
      return true;
    },
    trust: (id, isTrusted, now) => {
      database.run("update project set trusted_at = ? where id = ?", isTrusted ? now : null, rowOf(id));
      announce(rowOf(id), now);
    },
    remove: (id, now) => {
      database.run("update project set removed_at = ? where id = ?", now, rowOf(id));
      announce(rowOf(id), now);
    },
  };
}

function projectOf(row: ProjectRow | undefined): StoredProject | null {
  return row === undefined ? null : toProject(row);
}

function toProject(row: ProjectRow): StoredProject {
  return { id: projectId(row.id), name: row.name, path: row.path, trusted: row.trusted_at !== null, openedAt: row.opened_at };
}
