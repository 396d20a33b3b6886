import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { databaseFile } from "../data-folder.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
import type { StoredEvent } from "./events.ts";
import { createFlusher } from "./flush.ts";
import { clearSuspicion, identityOf, isSuspect, setAside, suspect } from "./set-aside.ts";
import { type StoreFailure, storeFailureOf } from "./store-failure.ts";
import { type Tables, tablesOf } from "./tables.ts";
import { watchEvents } from "./watch.ts";

export type { AlertFilter, NewAlert, StoredAlert } from "./alerts.ts";
export type { CacheLast, CacheRow } from "./cache-entries.ts";
export type { CommitRun } from "./commit-runs.ts";
export type { CoverageFileRow, CoverageRunRow, CoverageSums, NewCoverageFile } from "./coverage.ts";
export type { CulpritRunKey, NewSearch, SearchEnd, StoredSearch, StoredStep } from "./culprits.ts";
export { createProcessLock, type ProcessLock } from "./database.ts";
export type { DeliveredDeployment, DeliveredRelease } from "./delivered.ts";
export type { NewDelivery, WaitingDelivery } from "./deliveries.ts";
export type { DeploymentEnd, DeploymentFilter, NewDeployment, StoredDeployment } from "./deployments.ts";
export type { NewDesktopNotice, WaitingNotice } from "./desktop-notices.ts";
export type { IncidentSpan, ServedRow } from "./dora.ts";
export { DurationTally } from "./duration-sketch.ts";
export type { DeploymentClaim, EnvironmentState, PersonsFreeze } from "./environments.ts";
export type { StoredEvent } from "./events.ts";
export type { FailureCursor, StoredFailure, StoredPass, StoredSight } from "./failures.ts";
export type { ToolFile } from "./fingerprints.ts";
export type { RunbookMoment, ServiceMoment } from "./happenings.ts";
export type { HealthDay, StageOnPath } from "./health.ts";
export type { InboxFilter, InboxSubject, NewInboxEntry, StoredInboxEntry } from "./inbox.ts";
export type { PastStageRun } from "./inbox-runs.ts";
export type { NewIncident, StoredEntry, StoredIncident } from "./incidents.ts";
export type { GoingRun, KeptCursor, KeptPart, KeptRun, ProjectUse } from "./kept-runs.ts";
export type { LoggedRun, LoggedStage } from "./logged-runs.ts";
export type { MonitorStanding, NewCheck, StoredMonitor, StoredSpan } from "./monitors.ts";
export type { StoredProject } from "./projects.ts";
export type { NewRelease, ReleaseChanges, ReleaseEnd, ReleaseFileRow, StoredRelease, StoredReleaseDetail } from "./releases.ts";
export { type DayOutcomes, type Durations, dayOf, type KnownStage, type Outcomes, type PeriodOutcomes } from "./rollups.ts";
export type { RunCursor } from "./run-page.ts";
export type { NewRun, UnfinishedRun } from "./runs.ts";
export { bucketLimit, middleOf } from "./series/buckets.ts";
export { kindOfSeries, type SeriesKind } from "./series/names.ts";
export type { Tally } from "./series/tally.ts";
export { keptMs, type Sample, type SeriesLevel, type SeriesTable } from "./series.ts";
export type { ServiceAsk, ServiceUse, StoredExit, StoredLife, StoredProcess, StoredService } from "./services.ts";
export { plainEnd, type StagePast, type StageRunEnd } from "./stage-runs.ts";
export type { StoreFailure } from "./store-failure.ts";
export type { Tables } from "./tables.ts";
export type { StandingBlock, TestText } from "./test-results.ts";
export type { StoredTotals, TestRun } from "./test-runs.ts";
export type { TestIdentity } from "./tests.ts";
export type { TreeResult } from "./tree-results.ts";
export type { RunsUnderWay, StoredTrigger } from "./triggers.ts";

/** The history: one SQLite file, shared by every process of one person. */
export interface Store {
  /** The data folder, absolute. */
  readonly folder: string;
  /** The database file, in that folder. */
  readonly file: string;
  /** Set when the history was damaged and put aside: what happened and where the old file is. */
  readonly notice: string | null;
  /** Runs `action`, which must not wait for anything, on one unchanging state of the history. */
  read<T>(action: (tables: Tables) => T): Result<T, StoreFailure>;
  /**
   * The same as the only writer: all that `action` writes is kept, or nothing. What it throws for its own reasons comes
   * through. It outlives this process at once, and a power cut within a second.
   */
  write<T>(action: (tables: Tables) => T): Result<T, StoreFailure>;
  /** The same, on the disk before it returns: for what must never be taken back, such as that a release was made. */
  writeDurably<T>(action: (tables: Tables) => T): Result<T, StoreFailure>;
  /**
   * Tells `listener` of changes by any process, at most one batch every 50 ms. A batch may hold no event: then rows
   * changed without a new standing, as when a running stage's log grew. Events before the call are not told. The disposer
   * ends it.
   */
  watch(listener: (events: readonly StoredEvent[]) => void): () => void;
  /** Lets go of the file. Whoever asks afterwards is told `store-unavailable`. */
  close(): void;
}

/** How to open the history. */
export interface StoreOptions {
  readonly now: Clock;
  /** Look for damage first, where that is quick: for hosts that live long. Default: no. */
  readonly check?: boolean;
  /** Keep little in memory: for run hosts, whose size is what each spawn costs. Default: no. */
  readonly isSmall?: boolean;
  /** How long to wait for another program's lock. Default: 5 s. */
  readonly lockWaitMs?: number;
}

/** Looking through a file of this size takes a few hundredths of a second. */
const quickCheckBytes = 16 * 1024 * 1024;

/**
 * Opens the history in `folder`, and creates both when they are missing. A damaged file is set aside, never deleted, and
 * a new one begun; `notice` then says so. Fails when the folder cannot be used, the file is locked or from a newer
 * Millrace, or the disk is full.
 */
export function openStore(folder: string, options: StoreOptions): Result<Store, StoreFailure> {
  const file = databaseFile(folder);
  const how: DatabaseOptions = {
    cacheMiB: options.isSmall ? 2 : 64,
    mapMiB: options.isSmall ? 0 : 1024,
    maxCheckedBytes: isSuspect(file) ? Number.POSITIVE_INFINITY : options.check ? quickCheckBytes : 0,
    lockWaitMs: options.lockWaitMs ?? 5_000,
  };
  const identity = identityOf(file);
  const opened = openDatabase(file, how);
  clearSuspicion(file);
  if (opened.ok) return ok(storeOf(folder, file, opened.value, null));
  if (opened.failure.code !== "store-damaged") return opened;
  // Another process may have met the same damage, and what is there now is its new file.
  const aside = attempt(file, () => (identityOf(file) === identity ? setAside(file, options.now()) : null));
  if (!aside.ok) return aside;
  const fresh = openDatabase(file, how);
  if (!fresh.ok) return fresh;
  const notice = aside.value === null ? null : `The history was damaged. It is kept as ${aside.value}; a new one was begun.`;
  return ok(storeOf(folder, file, fresh.value, notice));
}

function storeOf(folder: string, file: string, database: Database, notice: string | null): Store {
  const flusher = createFlusher(file);
  const tables = tablesOf(database, folder);
  let isClosed = false;
  const ask = <T>(action: () => T) => (isClosed ? err(closed(file)) : attempt(file, action));
  const read: Store["read"] = (action) => ask(() => database.read(() => action(tables)));
  const watched = {
    file,
    version: () => ask(() => database.version()),
    newestId: () => read(({ events }) => events.newestId()),
    eventsAfter: (id: number, limit: number) => read(({ events }) => events.after(id, limit)),
  };
  return {
    folder,
    file,
    notice,
    read,
    watch: (listener) => watchEvents(watched, listener),
    write: (action) => {
      const written = ask(() => database.write(() => action(tables)));
      if (written.ok) flusher.note();
      return written;
    },
    writeDurably: (action) => ask(() => database.writeDurably(() => action(tables))),
    close: () => {
      isClosed = true;
      flusher.close();
      database.close();
    },
  };
}

/** For whoever was still at work, such as a recovery or a parked reader, when the application was closed. */
function closed(file: string): StoreFailure {
  return failure("store-unavailable", `${file} was closed.`, "Start Millrace again.");
}

/** The edge of the store: what SQLite and the disk refuse becomes a value, bugs of ours stay exceptions. */
function attempt<T>(file: string, action: () => T): Result<T, StoreFailure> {
  try {
    return ok(action());
  } catch (error) {
    const known = storeFailureOf(error, file);
    if (known === null) throw error;
    if (known.code === "store-damaged") suspect(file);
    return err(known);
  }
}
