import { type ProjectId, projectId, type RunId, rowOf, runId } from "../../../shared/ids.ts";
import type { Database } from "./database.ts";

/** A result that the stage cache has, as recorded. */
export interface CacheRow {
  readonly key: string;
  readonly projectId: ProjectId;
  readonly stage: string;
  /** Empty without a matrix. */
  readonly variant: string;
  /** The run that made it. */
  readonly runId: RunId;
  readonly bytes: number;
  readonly createdAt: number;
  readonly usedAt: number;
}

/** What a stage's last run that asked the cache depended on. */
export interface CacheLast {
  readonly stage: string;
  readonly variant: string;
  readonly key: string;
  readonly runNumber: number;
  /** Why its result was not kept, as the end of a sentence; `null` when it was, or came from the cache. */
  readonly note: string | null;
}

/** The `cache_entry` and `cache_last` tables. */
export interface CacheTable {
  /** All results, the last used first. */
  list(): CacheRow[];
  /** How much room all results take. */
  totalBytes(): number;
  /** Records a result, in place of an older one of its key. */
  put(row: CacheRow): void;
  /** Notes that results were brought back. One that was lost from here is not recorded again: it has been removed. */
  use(keys: readonly string[], now: number): void;
  /** Says how much room a result takes by itself. */
  resize(key: string, bytes: number): void;
  /** Removes the row, unless the result was used since `usedAt`; whether it did. */
  remove(key: string, usedAt: number): boolean;
  /** Removes every row, of one project or of all. */
  clear(project: ProjectId | null): void;
  /** Every key that some stage's last run had. */
  lastKeys(): string[];
  lastOf(project: ProjectId): CacheLast[];
  noteLast(project: ProjectId, last: CacheLast): void;
}

interface Row {
  key: string;
  project_id: number;
  stage: string;
  variant: string;
  run_id: number;
  bytes: number;
  created_at: number;
  used_at: number;
}

/** Gives access to the `cache_entry` and `cache_last` tables. */
export function cacheTable(database: Database): CacheTable {
  return {
    list: () => database.all<Row>("select * from cache_entry order by used_at desc, key").map(toCacheRow),
    totalBytes: () => database.one<{ bytes: number }>("select coalesce(sum(bytes), 0) as bytes from cache_entry")?.bytes ?? 0,
    put: ({ key, projectId, stage, variant, runId, bytes, createdAt, usedAt }) => {
      database.run(
        "insert or replace into cache_entry (key, project_id, stage, variant, run_id, bytes, created_at, used_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        ...[key, rowOf(projectId), stage, variant, rowOf(runId), bytes, createdAt, usedAt],
      );
    },
    use: (keys, now) => {
      for (const key of keys) database.run("update cache_entry set used_at = max(used_at, ?) where key = ?", now, key);
    },
    resize: (key, bytes) => void database.run("update cache_entry set bytes = ? where key = ?", bytes, key),
    remove: (key, usedAt) =>
      database.one("delete from cache_entry where key = ? and used_at <= ? returning key", key, usedAt) !== undefined,
    clear: (project) => {
      if (project === null) database.run("delete from cache_entry");
      else database.run("delete from cache_entry where project_id = ?", rowOf(project));
    },
    lastKeys: () => database.all<{ key: string }>("select distinct key from cache_last").map(({ key }) => key),
    lastOf: (project) =>
      database.all<CacheLast>(
        "select stage, variant, key, run_number as runNumber, note from cache_last where project_id = ?",
        rowOf(project),
      ),
    noteLast: (project, { stage, variant, key, runNumber, note }) => {
      database.run(
        `insert into cache_last (project_id, stage, variant, key, run_number, note) values (?, ?, ?, ?, ?, ?)
          on conflict do update set key = excluded.key, run_number = excluded.run_number, note = excluded.note`,
        ...[rowOf(project), stage, variant, key, runNumber, note],
      );
    },
  };
}

function toCacheRow(row: Row): CacheRow {
  return {
    key: row.key,
    projectId: projectId(row.project_id),
    stage: row.stage,
    variant: row.variant,
    runId: runId(row.run_id),
    bytes: row.bytes,
    createdAt: row.created_at,
    usedAt: row.used_at,
  };
}
