import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ProjectId, rowOf } from "../../../../shared/ids.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { databaseFile, importsFolder } from "../../data-folder.ts";
import { type Database, openDatabase } from "../database.ts";
import { lateCrypto } from "../late-crypto.ts";
import { type StoreFailure, storeFailureOf } from "../store-failure.ts";
import { type Tables, tablesOf } from "../tables.ts";
import { type Bases, type Ground, numberedTables } from "./ground.ts";
import { type MergeOutcome, merge } from "./merge.ts";
import { stagedNumbers } from "./numbers.ts";
import { type StagedProject, stagedProject } from "./staged-project.ts";
import { type StagedRuns, stagedRuns } from "./staged-runs.ts";
import { type StagedShared, stagedShared } from "./staged-shared.ts";

/**
 * A small history of its own in which a file is put together, row by row, before any of it is in the real one: everything that
 * can be wrong with a file is found here, and nobody waits. Rows have the ids that they will have, with room below them for
 * what others write meanwhile; so the real history takes them over as they are.
 */
export interface Staging extends StagedRuns, StagedProject, StagedShared {
  /** The name of its folder among those of all imports. */
  readonly name: string;
  /** What is staged, for whoever adds to it in the way of a run. */
  readonly tables: Tables;
  /** Gives what was called by a taken number another one; answers how many runs that were. */
  settleNumbers(): number;
  /** Does a part of the work; nothing of it is on the disk before many parts are. */
  batch<T>(action: () => T): T;
  /** Counts what was staged by day, as runs are counted when they end. */
  countDays(): void;
  /** Takes everything over in one short transaction. */
  merge(): Result<MergeOutcome, StoreFailure>;
  close(): void;
}

/** Tests that are kept in one block have ids of the same block; see `test/result-block.ts`. */
const blockSize = 128;

/** How many rows others may add meanwhile, of each kind, and how many runs may be gone that something is still said of. */
export interface StagingRoom {
  readonly room: number;
  readonly gone: number;
}

/** Opens one; `folder`: the data folder. */
export function openStaging(folder: string, project: ProjectId, room: StagingRoom): Result<Staging, StoreFailure> {
  const name = `${process.pid}-${lateCrypto().randomBytes(8).toString("hex")}`;
  const own = join(importsFolder(folder), name);
  try {
    mkdirSync(own, { recursive: true });
  } catch (error) {
    const known = storeFailureOf(error, own);
    if (known === null) throw error;
    return err(known);
  }
  const opened = openDatabase(join(own, "staging.sqlite"), { cacheMiB: 64, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 5_000 });
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    return ok(stagingOf(database, folder, name, rowOf(project), room));
  } catch (error) {
    database.close();
    const known = storeFailureOf(error, databaseFile(folder));
    if (known === null) throw error;
    return err(known);
  }
}

function stagingOf(database: Database, folder: string, name: string, project: number, { room, gone }: StagingRoom): Staging {
  // Held until it is closed or this process ends: whoever sweeps up sees by it that somebody is at work.
  database.one("pragma main.locking_mode = exclusive");
  database.one("pragma main.journal_mode = memory");
  database.run("pragma main.synchronous = off");
  database.run("attach database ? as live", databaseFile(folder));
  // What it takes over touches every index of the real history: with few pages in memory it would hold the lock twice as long.
  database.run("pragma live.cache_size = -262144");
  database.run("begin");
  database.run("insert into main.project select * from live.project where id = ?", project);
  database.run("insert or replace into main.history_source select * from live.history_source");
  database.run("commit");
  const bases = basesOf(database, room);
  // What finds its own id goes on behind this one.
  database.run("insert into main.test_text (id, hash, data) values (?, x'', x'')", bases.test_text - 1);
  const firstRun = bases.run + gone;
  const next: Record<keyof Bases, number> = { ...bases, run: firstRun };
  const numbers = stagedNumbers(database, project);
  let goneRuns = 0;
  const ground: Ground = {
    ...{ database, project, bases, numbers },
    nextId: (table) => {
      const id = next[table];
      next[table] += 1;
      return id;
    },
    goneRun: () => (next.run === firstRun || goneRuns === gone ? null : bases.run + goneRuns++),
  };
  const own = tablesOf(database, folder);
  const newestTests = newestTestRun(database, project);
  return {
    name,
    tables: own,
    ...stagedShared(ground),
    ...stagedRuns(ground),
    ...stagedProject(ground),
    settleNumbers: numbers.settle,
    // Not the only writer, as that would hold the real history, too.
    batch: (action) => database.read(action),
    countDays: () => database.read(() => own.rollups.addRange(bases.run, next.run)),
    merge: () => {
      try {
        return ok(merge(ground, { name, isSame: () => newestTestRun(database, project) === newestTests }));
      } catch (error) {
        const known = storeFailureOf(error, databaseFile(folder));
        if (known === null) throw error;
        return err(known);
      }
    },
    close: () => database.close(),
  };
}

function basesOf(database: Database, room: number): Bases {
  const first = (table: string) => (database.one<{ id: number | null }>(`select max(id) as id from live.${table}`)?.id ?? 0) + 1 + room;
  const bases = Object.fromEntries(numberedTables.map((table) => [table, first(table)])) as Bases;
  return { ...bases, test: Math.ceil(bases.test / blockSize) * blockSize };
}

function newestTestRun(database: Database, project: number): number {
  return database.one<{ id: number | null }>("select max(run_id) as id from live.test_run where project_id = ?", project)?.id ?? 0;
}

/** Whether somebody is at work in the folder of an import. */
export function isStaging(own: string): boolean {
  const opened = openDatabase(join(own, "staging.sqlite"), { cacheMiB: 1, mapMiB: 0, maxCheckedBytes: 0, lockWaitMs: 0 });
  if (opened.ok) opened.value.close();
  return !opened.ok && opened.failure.code === "store-locked";
}
