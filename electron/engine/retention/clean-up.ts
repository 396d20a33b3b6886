import { rm, rmdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Freed, Settings } from "../../../shared/contract/app.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import { ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { artifactsFolder, runFolder } from "../data-folder.ts";
import type { GoingRun, KeptCursor, KeptPart, KeptRun, Store, StoreFailure, Tables } from "../store/store.ts";
import { type ChosenRemoval, createChooser, type Limits, type RemovalPart, type Totals } from "./choose-removals.ts";
import { removeLogs } from "./remove-files.ts";

/*
 * Carrying out what the rules say. Rows go first: a run says that its files were removed before the first one goes, so a
 * reader is never told of a log that is not there. What it took on the disk is noted as gone when the last one has gone;
 * until then a clean-up that was interrupted is taken up by the next.
 */

/** Runs that are looked at in one read, and marked in one write: about a millisecond. */
const runsPerBatch = 25;

/** Places in the event table that are looked at in one write. */
const eventsPerBatch = 500;

/** Between two batches: whoever else wants to write has the file most of the time. */
const pauseMs = 5;

/** The limits that the person chose. */
export function limitsOf(settings: Settings): Limits {
  const orNone = (limit: number) => (limit === 0 ? null : limit);
  return {
    logsDays: orNone(settings.keepLogsDays),
    artifactsDays: orNone(settings.keepArtifactsDays),
    runsDays: orNone(settings.keepRunsDays),
    runsPerProject: orNone(settings.keepRunsPerProject),
    bytes: orNone(settings.keepBytes),
    artifactBytes: orNone(settings.keepArtifactBytes),
  };
}

/**
 * Takes away what the limits no longer keep, in small batches, and answers what that freed. Stops early, at a whole
 * batch, when `signal` says so. Safe while runs go on, others read, and other processes do the same: what goes is
 * decided anew for each batch, in the transaction that marks it. A file that cannot be removed is left to the next
 * clean-up. The failure: the history cannot be read or written.
 */
export async function cleanUp(store: Store, limits: Limits, now: Clock, signal?: AbortSignal): Promise<Result<Freed, StoreFailure>> {
  const freed = nothingFreed();
  const resumed = await finishRemovals(store, signal);
  if (!resumed.ok) return resumed;
  const walked = await walk(
    store,
    signal,
    (list, after) => {
      const choose = (tables: Tables) => chooseBatch(tables, list, after, limits, currentTotals(tables), now());
      const found = store.read(choose);
      // Mostly there is nothing to do, and no reason to keep others from writing.
      if (!found.ok || found.value.chosen.length === 0) return found;
      return store.write((tables) => {
        const batch = choose(tables);
        for (const removal of batch.chosen) mark(tables, removal, now());
        return batch;
      });
    },
    async ({ run, part }) => {
      const gone = await carryOut(store, run.id, part);
      if (gone.ok && gone.value) addTo(freed, run, part);
      return gone;
    },
  );
  return walked.ok ? ok(freed) : walked;
}

/** What {@link cleanUp} would free now. Reads in small batches, too. */
export async function previewCleanUp(store: Store, limits: Limits, now: Clock, signal?: AbortSignal): Promise<Result<Freed, StoreFailure>> {
  const freed = nothingFreed();
  const totals = store.read(currentTotals);
  if (!totals.ok) return totals;
  // What was chosen earlier in the same look still stands in the rows.
  const chosenBefore = { artifacts: new Set<string>(), logs: new Set<string>(), run: new Set<string>() };
  const withoutChosen = (run: KeptRun): KeptRun => ({
    ...run,
    ...(chosenBefore.artifacts.has(run.id) ? { artifactBytes: 0 } : {}),
    ...(chosenBefore.logs.has(run.id) ? { logBytes: 0 } : {}),
  });
  const walked = await walk(
    store,
    signal,
    (list, after) => store.read((tables) => chooseBatch(tables, list, after, limits, totals.value, now(), withoutChosen)),
    async ({ run, part }) => {
      addTo(freed, run, part);
      chosenBefore[part].add(run.id);
      return ok(true);
    },
  );
  return walked.ok ? ok(freed) : walked;
}

function nothingFreed(): Mutable<Freed> {
  return { artifactBytes: 0, logBytes: 0, runs: 0 };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function addTo(freed: Mutable<Freed>, run: KeptRun, part: RemovalPart): void {
  if (part !== "logs") freed.artifactBytes += run.artifactBytes;
  if (part !== "artifacts") freed.logBytes += run.logBytes;
  if (part === "run") freed.runs += 1;
}

/** One list of runs to go through: those with files of a kind, or those of a project. */
type RunsToGoThrough = { readonly part: KeptPart } | { readonly part: "run"; readonly project: ProjectId };

/** Some runs of a list, and which of them go. */
interface Batch {
  readonly chosen: readonly ChosenRemoval[];
  /** Where to go on; `null` when the list is at its end, or nothing behind here has to go. */
  readonly next: KeptCursor | null;
}

type ReadBatch = (list: RunsToGoThrough, after: KeptCursor | null) => Result<Batch, StoreFailure>;

/** Goes through the lists in the order in which things go, a batch at a time, and hands on what was chosen. */
async function walk(
  store: Store,
  signal: AbortSignal | undefined,
  readBatch: ReadBatch,
  onChosen: (removal: ChosenRemoval) => Promise<Result<boolean, StoreFailure>>,
): Promise<Result<undefined, StoreFailure>> {
  const uses = store.read(({ keptRuns }) => keptRuns.use());
  if (!uses.ok) return uses;
  const byProject = uses.value.map(({ projectId }) => ({ part: "run" as const, project: projectId }));
  for (const list of [{ part: "artifacts" as const }, { part: "logs" as const }, ...byProject]) {
    let after: KeptCursor | null = null;
    do {
      if (signal?.aborted) return ok(undefined);
      const batch: Result<Batch, StoreFailure> = readBatch(list, after);
      if (!batch.ok) return batch;
      for (const removal of batch.value.chosen) {
        const done = await onChosen(removal);
        if (!done.ok) return done;
      }
      after = batch.value.next;
      if (after !== null) await pause(pauseMs);
    } while (after !== null);
  }
  return ok(undefined);
}

function currentTotals({ keptRuns }: Tables): Totals {
  const totals: Totals = { logBytes: 0, artifactBytes: 0, runs: new Map() };
  for (const { projectId, runs, logBytes, artifactBytes } of keptRuns.use()) {
    totals.logBytes += logBytes;
    totals.artifactBytes += artifactBytes;
    totals.runs.set(projectId, runs);
  }
  return totals;
}

function chooseBatch(
  { keptRuns }: Tables,
  list: RunsToGoThrough,
  after: KeptCursor | null,
  limits: Limits,
  totals: Totals,
  nowMs: number,
  seen: (run: KeptRun) => KeptRun = (run) => run,
): Batch {
  const runs =
    list.part === "run" ? keptRuns.ofProject(list.project, after, runsPerBatch) : keptRuns.withFiles(list.part, after, runsPerBatch);
  const chooser = createChooser(list.part, limits, totals, nowMs);
  const chosen: ChosenRemoval[] = [];
  for (const run of runs.map(seen)) {
    const rule = chooser.decide(run);
    if (rule === "enough") return { chosen, next: null };
    if (rule !== "stays") chosen.push({ run, part: list.part, ...rule });
  }
  return { chosen, next: runs.length < runsPerBatch ? null : (runs.at(-1) ?? null) };
}

function mark({ keptRuns }: Tables, { run, part, rule, limit }: ChosenRemoval, at: number): void {
  if (part === "run") keptRuns.markRunRemoved(run.id, { at, rule, limit });
  else keptRuns.markRemoved(run.id, part, { at, rule, limit });
}

/** Takes away what is marked. False when a file could not be removed. */
async function carryOut(store: Store, id: RunId, part: RemovalPart): Promise<Result<boolean, StoreFailure>> {
  if (part !== "run") return removePart(store, id, part);
  if (!(await isRemoved(runFolder(store.folder, id)))) return ok(false);
  let next: number | null = null;
  do {
    const after: number | null = next;
    const deleted: Result<number | null, StoreFailure> = store.write(({ keptRuns }) => keptRuns.deleteEvents(id, after, eventsPerBatch));
    if (!deleted.ok) return deleted;
    next = deleted.value;
    if (next !== null) await pause(pauseMs);
  } while (next !== null);
  const deleted = store.write(({ keptRuns }) => keptRuns.deleteRun(id));
  return deleted.ok ? ok(true) : deleted;
}

async function removePart(store: Store, id: RunId, part: KeptPart): Promise<Result<boolean, StoreFailure>> {
  const folder = runFolder(store.folder, id);
  const isGone = part === "artifacts" ? await isRemoved(artifactsFolder(store.folder, id)) : await removeLogs(folder);
  if (!isGone) return ok(false);
  // Only when nothing is left in it.
  await rmdir(folder).catch(() => {});
  const noted = store.write(({ keptRuns }) => keptRuns.noteGone(id, part));
  return noted.ok ? ok(true) : noted;
}

/** What one look for interrupted removals takes up; more is left to the next clean-up. */
const mostGoing = 1_000;

/** Takes up what an interrupted clean-up left: rows that say that something is gone which may still be there. */
async function finishRemovals(store: Store, signal: AbortSignal | undefined): Promise<Result<undefined, StoreFailure>> {
  const going = store.read(({ keptRuns }) => keptRuns.going(mostGoing));
  if (!going.ok) return going;
  for (const run of going.value) {
    for (const part of partsOf(run)) {
      if (signal?.aborted) return ok(undefined);
      const done = await carryOut(store, run.id, part);
      if (!done.ok) return done;
    }
  }
  return ok(undefined);
}

function partsOf({ isWhole, parts }: GoingRun): readonly RemovalPart[] {
  return isWhole ? ["run"] : parts;
}

async function isRemoved(folder: string): Promise<boolean> {
  try {
    await rm(folder, { recursive: true, force: true });
    return true;
  } catch {
    // Somebody else's file, or one that is open on Windows: the next clean-up tries again.
    return false;
  }
}
