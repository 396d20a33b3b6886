import { existsSync, statSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type RunId, stageRunKeyOf } from "../../../shared/ids.ts";
import { conclusionOf, isTerminal, type Standing, type StatusEvent, transition } from "../../../shared/status.ts";
import { hourMs, secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { checkoutsFolder, logFile, logIndexFile, pendingFolder, runFolder } from "../data-folder.ts";
import { readLog } from "../log/log.ts";
import { killLeftovers, removePlacesBeside } from "../process/process.ts";
import type { Store, Tables, UnfinishedRun } from "../store/store.ts";
import { dropDiskReserve } from "./disk-reserve.ts";
import { connectToHost } from "./host-socket.ts";
import { keepEnd } from "./keep-end.ts";
import { runMark } from "./stage-environment.ts";
import { verdictOnRun } from "./verdict.ts";

/**
 * Makes the rows of every unfinished run true: one whose host does not live any more becomes `interrupted`, its running
 * stages too, those that waited `canceled`; one whose stages had all ended gets their verdict. What is left of its
 * processes is killed first. Safe from several processes at once. A history that cannot be read or written just now is
 * left to the next call.
 */
export async function recoverRuns(store: Store, now: Clock): Promise<void> {
  const unfinished = store.read(({ runs }) => runs.unfinished());
  if (!unfinished.ok) return;
  for (const run of unfinished.value) {
    const connection = await connectToHost(run.socket);
    if (connection.state === "connected") connection.socket.destroy();
    if (connection.state === "nobody") await recoverRun(store, now, run);
  }
  await sweepLeftCheckouts(store, now);
  await sweepPending(store, now);
}

/** Planning a run takes minutes at most. */
const pendingMs = hourMs;

/** What was kept for runs that have not come to be recorded, because whoever planned them was killed. */
async function sweepPending(store: Store, now: Clock): Promise<void> {
  const folder = pendingFolder(store.folder, "");
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && now() - found.mtimeMs > pendingMs) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Checkouts whose run is over, and those of processes that were killed before their run was recorded. */
async function sweepLeftCheckouts(store: Store, now: Clock): Promise<void> {
  const folder = checkoutsFolder(store.folder);
  if (!existsSync(folder)) return;
  const { sweepCheckouts } = await import("../git/git.ts");
  const stateOf = (name: string) => {
    const use = store.read(({ runs }) => runs.checkoutUse(name));
    return use.ok ? use.value : "in-use";
  };
  await sweepCheckouts(folder, stateOf, now);
}

/** How soon to look again: nothing could be said of a host, or the history was locked when its end was to be written. */
const lookAgainMs = secondMs;

/**
 * Keeps a connection to the host of every unfinished run, and recovers the run at the moment when it breaks off. The
 * disposer ends it.
 */
export function watchHosts(store: Store, now: Clock): () => void {
  const watched = new Map<RunId, Socket | null>();
  let isClosed = false;
  let lookAgain: NodeJS.Timeout | undefined;

  async function follow(run: UnfinishedRun): Promise<void> {
    watched.set(run.id, null);
    const connection = await connectToHost(run.socket);
    if (isClosed) {
      if (connection.state === "connected") connection.socket.destroy();
      return;
    }
    if (connection.state !== "connected") {
      if (connection.state === "nobody") await recoverRun(store, now, run);
      watched.delete(run.id);
      lookLater();
      return;
    }
    watched.set(run.id, connection.socket);
    connection.socket.unref();
    connection.socket.on("error", () => {});
    connection.socket.on("data", () => {});
    connection.socket.once("close", () => {
      watched.delete(run.id);
      if (isClosed) return;
      void recoverRun(store, now, run);
      lookLater();
    });
  }
  function lookLater(): void {
    if (!isClosed) lookAgain ??= setTimeout(look, lookAgainMs).unref();
  }
  function look(): void {
    clearTimeout(lookAgain);
    lookAgain = undefined;
    const unfinished = store.read(({ runs }) => runs.unfinished());
    if (!unfinished.ok) return;
    for (const run of unfinished.value) if (!watched.has(run.id)) void follow(run);
  }

  look();
  const stopWatching = store.watch((events) => {
    if (events.some((event) => event.type === "run")) look();
  });
  return () => {
    isClosed = true;
    clearTimeout(lookAgain);
    stopWatching();
    for (const socket of watched.values()) socket?.destroy();
  };
}

/**
 * Ends a run whose host is known to be gone. Nothing happens when it has ended already, or is not that host's any more: it
 * waits for a person, or another one goes on with it.
 */
export async function recoverRun(store: Store, now: Clock, run: UnfinishedRun): Promise<void> {
  const found = store.read(({ runs, stageRuns }) => (runs.socket(run.id) === run.socket ? stageRuns.ofRun(run.id) : null));
  if (!found.ok || found.value === null) return;
  await killAll(runMark(run.id, run.socket));
  const logs = new Map<StageRun, LogSize>();
  for (const stage of found.value) {
    if (isRunning(stage)) logs.set(stage, await logSize(store.folder, stage));
  }
  const at = lastSignOfLife(store.folder, run.id, found.value, now());
  store.write((tables) => {
    // Another process may have been here, or the host itself in its last moment.
    if (tables.runs.socket(run.id) === run.socket) interrupt(tables, run.id, at, logs);
  });
  dropDiskReserve(runFolder(store.folder, run.id));
  removePlacesBeside(run.socket);
  if (process.platform !== "win32") await rm(run.socket, { force: true });
}

/** A child that the host had forked when it died carries the run's mark only once it has become its command. */
const pausesMs = [10, 40, 100];

async function killAll(mark: string): Promise<void> {
  await killLeftovers({ name: "MILLRACE_RUN", value: mark });
  for (const pauseMs of pausesMs) {
    await sleep(pauseMs);
    await killLeftovers({ name: "MILLRACE_RUN", value: mark });
  }
}

function isRunning({ status }: StageRun): boolean {
  return status === "running" || status === "canceling";
}

interface LogSize {
  readonly totalBytes: number;
  readonly totalLines: number;
}

function logSize(folder: string, stage: StageRun): Promise<LogSize> {
  const { sequence } = stageRunKeyOf(stage.id);
  const path = logFile(folder, stage.runId, sequence);
  const indexPath = logIndexFile(folder, stage.runId, sequence);
  return readLog({ path, indexPath, fromLine: 1, limit: 1, isLive: false });
}

/**
 * When the host was last alive: it touches its folder every second. A run that is found days later has not run for
 * days. Never later than now, never earlier than what is recorded.
 */
function lastSignOfLife(folder: string, run: RunId, stages: readonly StageRun[], nowMs: number): number {
  const touched = statSync(runFolder(folder, run), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const recorded = stages.flatMap(({ startedAt, finishedAt }) => [startedAt ?? 0, finishedAt ?? 0]);
  return Math.min(nowMs, Math.ceil(Math.max(touched, ...recorded)));
}

function interrupt(tables: Tables, id: RunId, at: number, logs: ReadonlyMap<StageRun, LogSize>): void {
  const { runs, stageRuns } = tables;
  const run = runs.get(id);
  if (run === null || isTerminal(run.status)) return;
  const sizes = new Map([...logs].map(([stage, size]) => [stage.id, size]));
  const stages = stageRuns.ofRun(id);
  const unfinished = stages.filter(({ status }) => !isTerminal(status));
  for (const stage of unfinished) {
    const status = isRunning(stage) ? "interrupted" : "canceled";
    const size = sizes.get(stage.id);
    if (size !== undefined) stageRuns.noteLog(stage.id, size.totalBytes, size.totalLines);
    stageRuns.change(stage.id, after(stage, { type: "finish", status, reason: "host-vanished" }, at), at);
  }
  // A host that vanished after the end of its last stage had nothing left to do but to write down what that makes.
  const isWhole = stages.length > 0 && unfinished.length === 0;
  const verdict = isWhole
    ? verdictOnRun(
        stages.filter(({ isSuperseded }) => !isSuperseded).map(({ status, mayFail }) => conclusionOf(status, mayFail)),
        null,
      )
    : ({ status: "interrupted", reason: "host-vanished" } as const);
  runs.change(id, after(run, { type: "finish", ...verdict }, at), at);
  keepEnd(tables, id, at);
}

function after(standing: Standing, event: StatusEvent, at: number): Standing {
  const changed = transition(standing, event, at);
  if (!changed.ok) throw new Error(changed.failure.message);
  return changed.value;
}
