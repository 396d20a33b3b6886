import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { makeFolder } from "./make-folder.ts";
import { type Migration, migrations } from "./migrations/migrations.ts";
import { type StoreFailure, storeFailureOf } from "./store-failure.ts";

/** What a statement may be given and gives back. */
export type Value = string | number | null | Uint8Array;

/** The history's file, as the table files see it. Statements are prepared when first used and kept. */
export interface Database {
  /** The first row, or `undefined`. `Row` is the caller's promise about the columns. */
  one<Row>(sql: string, ...values: Value[]): Row | undefined;
  /** Every row. */
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** Changes rows; the id of the last one that was inserted. */
  run(sql: string, ...values: Value[]): number;
  /** Runs `action` on one unchanging state of the file. */
  read<T>(action: () => T): T;
  /** Runs `action` as the only writer; everything it wrote is kept or, when it throws, nothing is. */
  write<T>(action: () => T): T;
  /** The same, and it is on the disk before this returns: a power cut takes nothing of it. */
  writeDurably<T>(action: () => T): T;
  /** Changes whenever another connection, of this or another process, has committed. */
  version(): number;
  close(): void;
}

/** How to open the file. */
export interface DatabaseOptions {
  /** Pages that may be kept in memory, in MiB. A run host keeps few: what it costs to spawn grows with its size. */
  readonly cacheMiB: number;
  /** How much of the file may be mapped into memory, in MiB; 0 for nothing. */
  readonly mapMiB: number;
  /** Up to which size the file is looked through for damage first, in bytes. */
  readonly maxCheckedBytes: number;
  /** How long to wait for another program's lock. */
  readonly lockWaitMs: number;
  /** Steps of the schema; tests go part of the way. */
  readonly migrations?: readonly Migration[];
}

/** Opens the file, creates it when it is missing, and brings an older one up to date. */
export function openDatabase(file: string, options: DatabaseOptions): Result<Database, StoreFailure> {
  let connection: Sqlite.Database | undefined;
  try {
    makeFolder(dirname(file));
    // SQLite would open a file that cannot be written for reading, and fail only at the first change.
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
    connection = new Sqlite(file, { timeout: options.lockWaitMs });
    const problem = prepareConnection(connection, file, options);
    if (problem === null) return ok(wrap(connection));
    connection.close();
    return err(problem);
  } catch (error) {
    connection?.close();
    const known = storeFailureOf(error, file);
    if (known === null) throw error;
    return err(known);
  }
}

function prepareConnection(connection: Sqlite.Database, file: string, options: DatabaseOptions): StoreFailure | null {
  const steps = options.migrations ?? migrations;
  const newest = steps.at(-1)?.version ?? 0;
  const found = schemaVersion(connection);
  if (found > newest) return fromTheFuture(file, found, newest);
  // The log's mode is kept in the file, so only a new one needs to be told.
  if (found === 0) connection.pragma("journal_mode = WAL");
  connection.exec(
    `pragma synchronous = NORMAL; pragma foreign_keys = on; pragma cache_size = -${options.cacheMiB * 1024}; pragma mmap_size = ${options.mapMiB * 1024 * 1024};`,
  );
  if (options.maxCheckedBytes > 0 && found > 0 && statSync(file).size <= options.maxCheckedBytes) {
    const verdict = connection.pragma("quick_check(1)", { simple: true });
    if (verdict !== "ok") return failure("store-damaged", `${file} is damaged: ${verdict}.`);
  }
  if (found < newest) migrate(connection, steps);
  return null;
}

function migrate(connection: Sqlite.Database, steps: readonly Migration[]): void {
  connection
    .transaction(() => {
      // Another process may have done it while this one waited for the lock.
      const version = schemaVersion(connection);
      for (const step of steps) {
        if (step.version <= version) continue;
        connection.exec(step.sql);
        connection.pragma(`user_version = ${step.version}`);
      }
    })
    .immediate();
}

function schemaVersion(connection: Sqlite.Database): number {
  return connection.pragma("user_version", { simple: true }) as number;
}

function fromTheFuture(file: string, found: number, newest: number): StoreFailure {
  return failure(
    "store-from-the-future",
    `${file} was written by a newer Millrace (format ${found}; this one knows up to ${newest}).`,
    "Use the newer Millrace, or set MILLRACE_HOME to another folder for this one.",
  );
}

function wrap(connection: Sqlite.Database): Database {
  const statements = new Map<string, Sqlite.Statement>();
  function statement(sql: string): Sqlite.Statement {
    let prepared = statements.get(sql);
    if (prepared === undefined) {
      prepared = connection.prepare(sql);
      statements.set(sql, prepared);
    }
    return prepared;
  }
  function within<T>(begin: string, action: () => T): T {
    if (connection.inTransaction) throw new Error("A transaction is open already.");
    statement(begin).run();
    try {
      const value = action();
      statement("commit").run();
      return value;
    } catch (error) {
      // SQLite ends the transaction by itself when the disk is full.
      if (connection.inTransaction) statement("rollback").run();
      throw error;
    }
  }
  return {
    one: <Row>(sql: string, ...values: Value[]) => statement(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: Value[]) => statement(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(statement(sql).run(...values).lastInsertRowid),
    read: (action) => within("begin", action),
    write: (action) => within("begin immediate", action),
    writeDurably: (action) => {
      connection.pragma("synchronous = FULL");
      try {
        return within("begin immediate", action);
      } finally {
        connection.pragma("synchronous = NORMAL");
      }
    },
    version: () => (statement("pragma data_version").get() as { data_version: number }).data_version,
    close: () => void connection.close(),
  };
}

/** A lock between the processes of one person, which comes free when its holder dies. */
export interface ProcessLock {
  /** Takes it; false while another one has it. Never waits. */
  take(): Result<boolean, StoreFailure>;
  /** Gives it back. */
  give(): void;
  close(): void;
}

/** The lock of this file, which is made when it is taken first, and stays empty. */
export function createProcessLock(file: string): ProcessLock {
  let connection: Sqlite.Database | null = null;
  return {
    take: () => {
      try {
        makeFolder(dirname(file));
        connection ??= new Sqlite(file, { timeout: 0 });
        connection.exec("begin immediate");
        return ok(true);
      } catch (error) {
        if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY") === true) return ok(false);
        const known = storeFailureOf(error, file);
        if (known === null) throw error;
        return err(known);
      }
    },
    give: () => void (connection?.open === true && connection.exec("rollback")),
    close: () => void connection?.close(),
  };
}
