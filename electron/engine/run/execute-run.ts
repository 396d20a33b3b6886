import { mkdirSync, writeFileSync } from "node:fs";
import type { Run } from "../../../shared/contract/schemas.ts";
import { type RunId, rowOf, stageRunId } from "../../../shared/ids.ts";
import { err, type Failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal, queued, transition } from "../../../shared/status.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { restoreCoverage } from "../coverage/coverage.ts";
import { changesFile, checkoutFolder, runFolder, stagesBeforeFile } from "../data-folder.ts";
import { newSocketPlace } from "../process/process.ts";
import { plainEnd, type Store, type StoreFailure, type Tables } from "../store/store.ts";
import { readSettings } from "./admission.ts";
import { cancelRun } from "./cancel.ts";
import { onTermination } from "./host-signals.ts";
import { type CancelReason, type HostCommand, type HostSocket, listenForCommands } from "./host-socket.ts";
import type { HostedRun, RunHostParts } from "./hosted-run.ts";
import { type ParkedRun, type ResumeFailure, readParkedRun } from "./parked-run.ts";
import { recoverRuns } from "./recovery.ts";
import { compileConditions } from "./run-conditions.ts";
import { RunHost } from "./run-host.ts";
import type { SaveFailure } from "./run-record.ts";
import type { RecordedRun, RunRequest } from "./run-request.ts";
import { type LimitReached, limitReached } from "./runbook-limit.ts";
import type { StageCache } from "./stage-cache.ts";
import { runEnvironment, runMark } from "./stage-environment.ts";
import type { StageReportReader } from "./stage-reports.ts";
import { canceled, replaced } from "./verdict.ts";

/** Why a run was not recorded, or its end could not be. */
export type RunFailure = SaveFailure | LimitReached | Failure<"no-socket-folder" | "socket-failed">;

/**
 * Records and executes a run in this process, from its first row to its last, or to where only a person can say how it
 * goes on. Answers the run as it stands then. While it works, a signal to end cancels the run, and a second one kills its
 * stages. When the end cannot be recorded (the disk stays full), all its processes are gone nevertheless, and recovery
 * will call it interrupted.
 */
export async function executeRun(asked: RunRequest, parts: RunHostParts): Promise<Result<Run, RunFailure>> {
  const { store, now, environment, onEvent } = parts;
  await recoverRuns(store, now);
  const place = newSocketPlace(environment);
  if (!place.ok) return place;
  const seat = new HostSeat();
  const socket = await listenForCommands(place.value, (command) => seat.command(command));
  if (!socket.ok) return socket;
  const request = await withoutSecrets(asked, parts);
  const recorded = recordRun(store, now, request, place.value);
  if (!recorded.ok) {
    socket.value.close();
    return recorded;
  }
  onEvent({ type: "run.queued", ...recorded.value, at: now() });
  if (request.pendingChanges !== null) {
    const { moveKeptChanges } = await import("../git/git.ts");
    await moveKeptChanges(request.pendingChanges, runFolder(store.folder, recorded.value.runId));
  }
  const past = request.kept.length === 0 ? null : readPast(store, recorded.value.runId);
  return host(seat, socket.value, { request, recorded: recorded.value, past, mark: runMark(recorded.value.runId, place.value) }, parts);
}

/**
 * Goes on with a run that was left because only a person could say how; as `executeRun` otherwise. `isCanceled`: it only
 * cleans up, because of `reason`, a person's wish unless it says otherwise.
 */
export async function resumeRun(
  id: RunId,
  { isCanceled, reason = "canceled-by-user" }: { readonly isCanceled: boolean; readonly reason?: CancelReason },
  parts: RunHostParts,
): Promise<Result<Run, RunFailure | ResumeFailure>> {
  const { store, now, environment, onEvent } = parts;
  const place = newSocketPlace(environment);
  if (!place.ok) return place;
  const seat = new HostSeat();
  const socket = await listenForCommands(place.value, (command) => seat.command(command));
  if (!socket.ok) return socket;
  const parked = readParkedRun(store, id, place.value);
  if (!parked.ok) {
    socket.value.close();
    return parked;
  }
  onEvent({ type: "run.queued", ...parked.value.recorded, at: now() });
  if (isCanceled) seat.command({ type: "cancel", stageRunId: null, reason });
  return host(seat, socket.value, { ...parked.value, mark: runMark(id, place.value) }, parts);
}

/** Takes commands from the moment when the socket is there, and hands them on when the host is. */
class HostSeat {
  #host: RunHost | null = null;
  #early: HostCommand[] = [];

  take(host: RunHost): void {
    this.#host = host;
    for (const command of this.#early.splice(0)) this.command(command);
  }

  /** Answers whether the command is followed, or will be. */
  command(command: HostCommand): boolean {
    if (this.#host === null) return this.#early.push(command) > 0;
    if (command.type !== "look") return this.#host.cancel(command.stageRunId, command.reason === "replaced-by-newer" ? replaced : canceled);
    this.#host.look();
    return true;
  }

  kill(): void {
    this.#host?.kill();
  }
}

async function host(
  seat: HostSeat,
  socket: HostSocket,
  { mark, ...run }: ParkedRun & { readonly mark: string },
  parts: RunHostParts,
): Promise<Result<Run, SaveFailure>> {
  const stopListening = onTermination(
    () => void seat.command({ type: "cancel", stageRunId: null, reason: "canceled-by-user" }),
    () => seat.kill(),
  );
  const replacing = new Replacing(parts);
  try {
    const environment = runEnvironment(parts.environment, run.request.projectPath, mark);
    const conditions = await compileConditions(run.request, environment);
    const cache = await openCache(run, environment, parts);
    const reports = await openReports(run, parts);
    const hosted: HostedRun = { ...run, environment, conditions, cache, reports, replace: replacing.replace };
    const runHost = new RunHost(hosted, parts);
    seat.take(runHost);
    const takingFingerprint = run.past === null && run.request.deployment === undefined ? takeFingerprint(run, parts) : null;
    const ended = await runHost.execute();
    await takingFingerprint?.finish();
    await leaveCache(cache, run.recorded.runId, parts);
    if (ended.ok && isTerminal(ended.value.status) && run.request.checkout !== null) await leaveCheckout(run.request.checkout, parts);
    return ended;
  } finally {
    stopListening();
    socket.close();
    await replacing.finish();
  }
}

/** What is asked of the machine's programs when the last stage has ended has a moment left to be answered. */
const fingerprintGraceMs = 2 * secondMs;

/** Takes the fingerprint of what the run runs on, beside its first stages. */
function takeFingerprint({ request, recorded }: ParkedRun, { store, environment, version }: RunHostParts): { finish(): Promise<void> } {
  const stop = new AbortController();
  const subject = { projectPath: request.projectPath, stages: request.stages, environment, version, signal: stop.signal };
  // Not before the first stages have been started: they must not wait for anything.
  const taking = new Promise((resolve) => setImmediate(resolve)).then(async () => {
    const { keepFingerprint } = await import("../fingerprint/fingerprint.ts");
    await keepFingerprint(store, recorded.runId, subject);
  });
  return {
    finish: async () => {
      const timer = setTimeout(() => stop.abort(), fingerprintGraceMs);
      await taking;
      clearTimeout(timer);
    },
  };
}

/** Loaded only when a stage has a cache; one that cannot be used costs time and nothing else. */
async function openCache(
  { request, recorded, past }: ParkedRun,
  environment: Record<string, string>,
  { store, now }: RunHostParts,
): Promise<StageCache | null> {
  if (request.stages.every((stage) => stage.cache === null)) return null;
  const [{ newIdentity, openRunCache }, { StageCache }, { recallStages }] = await Promise.all([
    import("../cache/cache.ts"),
    import("./stage-cache.ts"),
    import("./cache-memory.ts"),
  ]);
  const { projectId, projectPath } = request;
  const opened = openRunCache({ store, now, projectId, projectPath, run: { id: recorded.runId, number: recorded.number } });
  const memory = recallStages(store.folder, recorded.runId, past?.stages ?? [], newIdentity);
  return opened.ok ? new StageCache(opened.value, request, environment, memory) : null;
}

/** Loaded only when a stage writes test reports. */
async function openReports({ request }: ParkedRun, { store, now }: RunHostParts): Promise<StageReportReader | null> {
  if (request.stages.every((stage) => stage.reports === null)) return null;
  const { StageReportReader } = await import("./stage-reports.ts");
  return new StageReportReader(store.folder, now);
}

/** Writes down what the cache has learned, and brings it back under its limit. */
async function leaveCache(cache: StageCache | null, run: RunId, { store, now }: RunHostParts): Promise<void> {
  if (cache === null) return;
  cache.finish();
  const { saveMemory } = await import("./cache-memory.ts");
  saveMemory(store.folder, run, cache.memory);
  const { isCacheOverfull, tidyCache } = await import("../cache/cache.ts");
  const { cacheMaxBytes } = readSettings(store);
  if (isCacheOverfull(store, cacheMaxBytes)) await tidyCache(store, now, cacheMaxBytes);
}

/** What cannot be removed now is left to the next recovery. */
async function leaveCheckout(name: string, { store, now }: RunHostParts): Promise<void> {
  const holder = name.slice(0, name.indexOf("/"));
  const use = store.read(({ runs }) => runs.checkoutUse(holder));
  // A search for a culprit goes on in it.
  if (use.ok && use.value === "in-use") return;
  const { removeCheckout } = await import("../git/git.ts");
  await removeCheckout(checkoutFolder(store.folder, holder), now);
}

/**
 * Tells others to make place. One that has ended meanwhile has made it, one that does not answer is waited for, and one
 * that waits for a person is ended by this process, with what cleans up after it.
 */
class Replacing {
  readonly #parts: RunHostParts;
  readonly #resumed: Promise<unknown>[] = [];

  constructor(parts: RunHostParts) {
    this.#parts = parts;
  }

  readonly replace: HostedRun["replace"] = (run, stage) => {
    const { store, now } = this.#parts;
    const reason = "replaced-by-newer";
    const canceling = cancelRun(store, run, stage, now, reason).then((told) =>
      !told.ok && told.failure.code === "parked"
        ? resumeRun(run, { isCanceled: true, reason }, { ...this.#parts, onEvent: () => {} })
        : null,
    );
    this.#resumed.push(canceling);
  };

  /** Waits until all that this process has ended is over. */
  async finish(): Promise<void> {
    await Promise.all(this.#resumed);
  }
}

/** Loaded only where a run has secrets, and files that differ. */
async function withoutSecrets(request: RunRequest, { secrets }: RunHostParts): Promise<RunRequest> {
  const { stages, pendingChanges, changes } = request;
  if ((pendingChanges === null && changes === null) || stages.every((stage) => stage.secrets.length === 0)) return request;
  const { cleanChanges } = await import("./clean-changes.ts");
  return cleanChanges(request, secrets);
}

/** One transaction, with the run's folder in it: a disk without room for either leaves nothing behind. */
function recordRun(store: Store, now: Clock, request: RunRequest, socket: string): Result<RecordedRun, StoreFailure | LimitReached> {
  const recorded = store.write((tables): Result<RecordedRun, LimitReached> => {
    const at = now();
    const refused = request.runbook === undefined ? null : limitReached(tables, request.projectId, request.runbook, at);
    if (refused !== null) return err(refused);
    // What a search runs on old commits is asked as on a branch, and says nothing of how that branch stands.
    const branch = request.culprit === undefined ? request.branch : null;
    const { id, number } = tables.runs.insert({ ...request, branch, socket }, at);
    tables.stageRuns.insert(request.projectId, id, request.stages, request.expectedStageMs);
    mkdirSync(runFolder(store.folder, id), { recursive: true });
    if (request.changes !== null) writeFileSync(changesFile(store.folder, id), JSON.stringify(request.changes));
    if (Object.keys(request.before).length > 0) writeFileSync(stagesBeforeFile(store.folder, id), JSON.stringify(request.before));
    takeOver(tables, id, request, at);
    if (request.culprit !== undefined) tables.culprits.addRun(id, request.culprit, at);
    if (request.deployment !== undefined) tables.deployments.insert(id, request.deployment, at);
    return ok({ runId: id, number });
  });
  return recorded.ok ? recorded.value : recorded;
}

/** Stages that need not run, because an earlier run has their result. */
function takeOver(tables: Tables, id: RunId, { kept, stages }: RunRequest, at: number): void {
  const { stageRuns, testRuns } = tables;
  for (const { place, from, fromNumber, outputs, leftOut } of kept) {
    const stage = stageRunId(rowOf(id), place + 1);
    const end =
      leftOut === null ? ({ status: "passed", reason: "kept" } as const) : ({ status: "skipped", reason: "condition-false" } as const);
    const standing = transition(queued, { type: "finish", ...end }, at);
    if (!standing.ok) throw new Error(standing.failure.message);
    const why = `${leftOut === null ? "Kept from" : "Left out as in"} run ${fromNumber}: nothing that it depends on has changed.`;
    stageRuns.change(stage, standing.value, at, { ...plainEnd, detail: leftOut, outputs, why });
    if (leftOut === null) stageRuns.noteKept(stage, from);
    if (stages[place]?.reports !== null) {
      testRuns.restore(stage, from);
      restoreCoverage(tables, stage, from);
    }
  }
}

function readPast(store: Store, id: RunId): HostedRun["past"] {
  const found = store.read(({ runs, stageRuns }) => ({ run: runs.get(id), stages: stageRuns.ofRun(id) }));
  return found.ok && found.value.run !== null ? { run: found.value.run, stages: found.value.stages } : null;
}
