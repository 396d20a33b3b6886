import { mkdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Manifest } from "../../../shared/history-file/manifest.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { formatBytes } from "../../../shared/time.ts";
import { importsFolder } from "../data-folder.ts";
import { openStaging, type Staging } from "../store/archive/staging.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import { spareBytes } from "./format.ts";
import { createIntake, type Intake, type TakenIn } from "./intake.ts";
import { type CheckedLine, type OpenHistory, openHistory } from "./read-history.ts";
import { type FileFailure, Refusal, refuse } from "./refusal.ts";
import { moveLogs } from "./sweep.ts";

/** What is to be taken in, and where. */
export interface ImportWish {
  readonly store: Store;
  readonly projectId: ProjectId;
  /** Absolute. */
  readonly path: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** How far it is, in bytes of the file. */
export interface ImportProgress {
  readonly bytes: number;
  readonly allBytes: number;
}

/** What was taken in. */
export interface Imported extends TakenIn {
  readonly manifest: Manifest;
  /** Of the file. */
  readonly bytes: number;
}

/** Why nothing was taken in. */
export type ImportFailure = FileFailure | StoreFailure;

/** After so many lines others have their turn. */
const linesAtOnce = 500;
/** A line of a log may be 64 KiB. */
const logsAtOnce = 32;

/** So often it is begun anew because others wrote into the same project meanwhile; each time there is more room for them. */
const mostTries = 4;
const firstRoom = 100;

/**
 * Takes a file into the history of a project: all of it or, when anything is wrong with it, nothing. It is put together in a
 * small history of its own (see `Staging`), which the real one then takes over in one transaction; logs lie beside it until
 * then, and what is left behind by a process that was killed is swept up or finished by the next one.
 */
export async function* importHistory(wish: ImportWish): AsyncGenerator<ImportProgress, Result<Imported, ImportFailure>, void> {
  try {
    for (let tries = 1, room = firstRoom; ; tries += 1, room *= 100) {
      const history = await openHistory(wish.path);
      try {
        await checkRoom(wish.store.folder, history);
        const taken = yield* takeOnce(wish, history, room);
        if (!taken.ok || taken.value !== "changed") return taken as Result<Imported, ImportFailure>;
        if (tries === mostTries)
          return err(failure("store-locked", "Others write into this project all the time.", "Import again when its runs have ended."));
      } finally {
        await history.lines.return();
      }
    }
  } catch (error) {
    if (error instanceof Refusal) return err(error.failure);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") return err(diskFull(wish.store.folder));
    throw error;
  }
}

async function* takeOnce(
  { store, projectId, now, signal }: ImportWish,
  history: OpenHistory,
  room: number,
): AsyncGenerator<ImportProgress, Result<Imported | "changed", ImportFailure>, void> {
  const opened = openStaging(store.folder, projectId, { room, gone: history.manifest.counts.deployments });
  if (!opened.ok) return opened;
  const staging = opened.value;
  const own = join(importsFolder(store.folder), staging.name);
  let isTaken = false;
  try {
    const taken = yield* takeLines(staging, history, own, now, signal);
    if (taken === null) return err(failure("canceled", "The import was canceled; nothing was taken in."));
    staging.countDays();
    await nextTurn();
    const merged = staging.merge();
    if (!merged.ok) return merged;
    if (merged.value === "changed") return ok("changed");
    isTaken = true;
    // On the disk before the logs follow: a power cut must not leave these alone.
    store.writeDurably(({ imports }) => imports.announce(projectId, now));
    return ok({ ...taken, manifest: history.manifest, bytes: history.size });
  } finally {
    staging.close();
    if (isTaken) await moveLogs(store, staging.name);
    else await rm(own, { recursive: true, force: true });
  }
}

/** `null` when it was canceled. */
async function* takeLines(
  staging: Staging,
  { manifest, lines, size }: OpenHistory,
  own: string,
  now: number,
  signal: AbortSignal,
): AsyncGenerator<ImportProgress, TakenIn | null, void> {
  const intake = createIntake(staging, manifest, own, now);
  let number = 1;
  for (let isOver = false; !isOver; ) {
    // Gathered first: a transaction waits for nothing.
    const some: CheckedLine[] = [];
    for (let logs = 0; some.length < linesAtOnce && logs < logsAtOnce; ) {
      const next = await lines.next();
      if (next.done === true) {
        isOver = true;
        break;
      }
      some.push(next.value);
      if (next.value.kind === "log") logs += 1;
    }
    staging.batch(() => {
      for (const line of some) takeLine(intake, line);
    });
    const last = some.at(-1);
    if (last !== undefined) {
      number = last.number;
      yield { bytes: last.at, allBytes: size };
    }
    if (signal.aborted) return null;
  }
  return staging.batch(() => intake.end(number));
}

/** Rows that cannot stand beside each other, such as two deployments by one run, are the file's fault. */
function takeLine(intake: Intake, line: CheckedLine): void {
  try {
    intake.take(line, line.number);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("SQLITE_CONSTRAINT") !== true) throw error;
    refuse("It cannot stand beside the lines before it.", line.number);
  }
}

async function checkRoom(folder: string, { manifest, size }: OpenHistory): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const needed = manifest.logBytes + 3 * size + spareBytes;
  if (bavail * bsize < needed)
    throw new Refusal(
      failure(
        "disk-full",
        `The file needs ${formatBytes(needed)} in ${folder}, and ${formatBytes(bavail * bsize)} are free.`,
        "Make room on that disk, then import again.",
      ),
    );
}

function diskFull(folder: string): ImportFailure {
  return failure("disk-full", `The disk with ${folder} is full.`, "Make room on it, then import again; nothing was taken in.");
}
