import { availableParallelism } from "node:os";
import type { Run, StepRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal, type Status } from "../../../shared/status.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { artifactFile, logFile, logIndexFile, runFolder } from "../data-folder.ts";
import { killLeftovers } from "../process/process.ts";
import { settingsFrom } from "../setting/setting.ts";
import type { StageRunEnd, Store, Tables } from "../store/store.ts";
import { keepDiskReserve } from "./disk-reserve.ts";
import { executeStage, type RunningStage, type StageOutcome } from "./execute-stage.ts";
import { type LogWatch, watchLogs } from "./log-watch.ts";
import { recoverRuns } from "./recovery.ts";
import { type Admission, RunRecord, type SaveFailure } from "./run-record.ts";
import type { RecordedRun, RunEvent, RunRequest } from "./run-request.ts";
import { createSchedule, type Schedule } from "./scheduler.ts";
import type { SecretSource } from "./secret-source.ts";
import { runEnvironment } from "./stage-environment.ts";
import { canceled, diskFull, type Verdict, verdictOnRun } from "./verdict.ts";

/** What a run host works with. */
export interface RunHostParts {
  readonly store: Store;
  readonly now: Clock;
  /** What stages inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** Asked when a stage starts that names secrets. */
  readonly secrets: SecretSource;
  /** Told of everything after it was recorded; the first is `run.queued`, the last `run.finished`. */
  readonly onEvent: (event: RunEvent) => void;
}

/** Asked once: the system reads several files to answer. */
const logicalCores = availableParallelism();

/** How soon to look again whether others have made place. */
const waitMs = 100;

/** How soon to look whether those others are still there at all. */
const recoverMs = 2 * secondMs;

/** How soon to try again to write what could not be written. */
const retryMs = 250;

/** How long to try to record the end once nothing runs any more. */
const lastTriesMs = 10 * secondMs;

/**
 * Executes one recorded run: decides what may start, starts it, records what became of it. Everything happens in turns:
 * what has happened is written first, in one transaction with what starts next.
 */
export class RunHost {
  readonly #request: RunRequest;
  readonly #store: Store;
  readonly #now: Clock;
  readonly #secrets: SecretSource;
  readonly #record: RunRecord;
  readonly #schedule: Schedule;
  readonly #running = new Map<number, RunningStage>();
  readonly #environment: Record<string, string>;
  readonly #logs: LogWatch;
  readonly #releaseReserve: () => void;
  readonly #settled = Promise.withResolvers<Result<Run, SaveFailure>>();
  #isTurnDue = false;
  #timer: NodeJS.Timeout | undefined;
  #recoveredAt = 0;
  #isCanceling = false;
  /** Set for good once the history could not be written: what all that had not ended counts as. */
  #fault: Verdict | null = null;
  /** Since when nothing has been running and the end could not be recorded. */
  #idleSince: number | null = null;
  #isSweeping = false;

  constructor(request: RunRequest, { store, now, environment, secrets, onEvent }: RunHostParts, recorded: RecordedRun, mark: string) {
    this.#request = request;
    this.#store = store;
    this.#now = now;
    this.#secrets = secrets;
    this.#record = new RunRecord(store, now, recorded, request.stages, onEvent);
    this.#schedule = createSchedule(request.stages);
    this.#environment = runEnvironment(environment, request.projectPath, mark);
    const folder = runFolder(store.folder, recorded.runId);
    this.#logs = watchLogs(store, now, folder);
    this.#releaseReserve = keepDiskReserve(folder);
    this.#recoveredAt = now();
  }

  execute(): Promise<Result<Run, SaveFailure>> {
    this.#turn();
    return this.#settled.promise;
  }

  /** Asks the run, or one stage, to stop. What has ended already stays as it is. */
  cancel(stageRunId: StageRunId | null): void {
    if (stageRunId === null) this.#cancelRun();
    else {
      const place = this.#request.stages.findIndex((_, index) => this.#record.idOf(index) === stageRunId);
      if (place !== -1) this.#cancelStage(place, this.#settings().stopGraceMs);
    }
    this.#soon();
  }

  /** Cancels without any grace. */
  kill(): void {
    this.#cancelRun();
    for (const running of this.#running.values()) running.stop(canceled, 0);
    this.#soon();
  }

  #cancelRun(): void {
    if (this.#isCanceling || isTerminal(this.#record.status)) return;
    this.#isCanceling = true;
    this.#record.changeRun({ type: "cancel" });
    const { stopGraceMs } = this.#settings();
    // Those that wait first, so that none of them counts as skipped because of another.
    this.#endQueued(canceled);
    for (const place of this.#running.keys()) this.#cancelStage(place, stopGraceMs);
  }

  #cancelStage(place: number, graceMs: number): void {
    const running = this.#running.get(place);
    if (running !== undefined) this.#stop(place, running, canceled, graceMs);
    else if (this.#record.statusOf(place) === "queued") {
      this.#record.changeStage(place, { type: "finish", ...canceled });
      this.#skipAfter(place);
    }
  }

  #stop(place: number, running: RunningStage, verdict: Verdict, graceMs: number): void {
    if (this.#record.statusOf(place) === "running") this.#record.changeStage(place, { type: "cancel" });
    running.stop(verdict, graceMs);
  }

  #endQueued(verdict: Verdict): void {
    for (const place of this.#request.stages.keys()) {
      if (this.#running.has(place) || this.#record.statusOf(place) !== "queued") continue;
      this.#record.changeStage(place, { type: "finish", ...verdict }, endWithoutStart(verdict.detail));
      this.#schedule.finish(place, false);
    }
  }

  #skipAfter(place: number): void {
    for (const skip of this.#schedule.finish(place, false)) {
      const need = this.#request.stages[skip.need]?.name ?? "";
      const detail = `Needs ${need}, which ${howItEnded[this.#record.statusOf(skip.need)] ?? "did not pass"}.`;
      this.#record.changeStage(skip.place, { type: "finish", status: "skipped", reason: "needs-failed" }, endWithoutStart(detail));
    }
  }

  /** Takes one turn after everything that has just happened, so that stages that end together are recorded together. */
  #soon(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      this.#turn();
    });
  }

  #later(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), delayMs);
  }

  /** Records what happened, starts what may start, and ends the run when nothing is left. */
  #turn(): void {
    if (this.#schedule.unfinished === 0 && this.#running.size === 0 && this.#record.isSaved) {
      this.#sweep();
      return;
    }
    if (this.#isWaitingForOthers()) return;
    const taken: number[] = [];
    const saved = this.#record.save((tables) => this.#admit(tables, taken));
    if (saved.ok) {
      this.#idleSince = null;
      for (const place of saved.value.stages) this.#start(place);
      // Everything may have ended with what was just saved.
      if (this.#schedule.unfinished === 0 && this.#running.size === 0) this.#sweep();
      return;
    }
    for (const place of taken) this.#schedule.putBack(place);
    this.#onSaveFailure(saved.failure);
  }

  /** Whether there is nothing to do but to look again later; asked without keeping others from writing. */
  #isWaitingForOthers(): boolean {
    if (this.#record.status !== "queued" || !this.#record.isSaved) return false;
    const mayStart = this.#store.read((tables) => this.#mayRunStart(tables));
    if (!mayStart.ok || mayStart.value) return false;
    this.#waitForOthers();
    return true;
  }

  #waitForOthers(): void {
    this.#later(waitMs);
    if (this.#now() - this.#recoveredAt < recoverMs) return;
    this.#recoveredAt = this.#now();
    void recoverRuns(this.#store, this.#now);
  }

  #mayRunStart({ runs, settings }: Tables): boolean {
    const { runsAtOnce } = settingsFrom(settings.read(), logicalCores);
    return runs.countRunning() < runsAtOnce && !runs.mustWaitForOlder(this.#record.run.runId);
  }

  #admit(tables: Tables, taken: number[]): Admission {
    const nothing: Admission = { startsRun: false, stages: [] };
    if (this.#isCanceling || this.#fault !== null || this.#schedule.unfinished === this.#running.size) return nothing;
    const startsRun = this.#record.status === "queued";
    if (startsRun && !this.#mayRunStart(tables)) {
      this.#waitForOthers();
      return nothing;
    }
    const { parallel } = this.#request;
    const ownFree = parallel - this.#running.size;
    if (ownFree <= 0) return nothing;
    const { stagesAtOnce } = settingsFrom(tables.settings.read(), logicalCores);
    const allFree = Math.max(stagesAtOnce, parallel) - tables.stageRuns.countRunning();
    taken.push(...this.#schedule.take(Math.min(ownFree, allFree)));
    if (allFree < ownFree) this.#waitForOthers();
    return { startsRun, stages: taken };
  }

  #start(place: number): void {
    const stage = this.#request.stages[place];
    if (stage === undefined) throw new Error(`There is no stage at place ${place}.`);
    const { folder } = this.#store;
    const { runId } = this.#record.run;
    const sequence = place + 1;
    const id = this.#record.idOf(place);
    const running = executeStage(
      {
        stage,
        sequence,
        projectPath: this.#request.projectPath,
        logPath: logFile(folder, runId, sequence),
        indexPath: logIndexFile(folder, runId, sequence),
        artifactFolder: artifactFile(folder, runId, sequence, ""),
        environment: this.#environment,
        graceMs: () => this.#settings().stopGraceMs,
        secrets: (names) => this.#secrets(this.#request.projectId, names),
      },
      this.#now,
      {
        onTimeout: () => {
          this.#record.changeStage(place, { type: "cancel" });
          this.#soon();
        },
        onStep: () => this.#noteSteps(place, running.steps ?? []),
        onEnd: (outcome) => {
          this.#logs.remove(id);
          this.#onStageEnd(place, outcome);
        },
      },
    );
    this.#running.set(place, running);
    this.#logs.add(id, running.log);
    if (running.steps !== null) this.#noteSteps(place, running.steps);
  }

  #noteSteps(place: number, steps: readonly StepRun[]): void {
    // A copy: what is recorded is how they stand now.
    this.#record.noteSteps(place, [...steps]);
    this.#soon();
  }

  #onStageEnd(place: number, outcome: StageOutcome): void {
    this.#running.delete(place);
    this.#record.changeStage(place, { type: "finish", status: outcome.status, reason: outcome.reason }, outcome);
    if (outcome.status === "passed") this.#schedule.finish(place, true);
    else this.#skipAfter(place);
    this.#soon();
  }

  /**
   * A lock passes, so it is waited out while stages run on. Everything else ends the run: without a history it must not go
   * on. Its stages are stopped, and for a while it is tried to record that.
   */
  #onSaveFailure(problem: SaveFailure): void {
    if (problem.code === "run-taken-over") {
      this.#abandon(problem);
      return;
    }
    if (problem.code !== "store-locked" && this.#fault === null) {
      this.#fault = problem.code === "disk-full" ? diskFull : { status: "errored", reason: null, detail: problem.message };
      this.#endQueued(this.#fault);
      for (const [place, running] of this.#running) this.#stop(place, running, this.#fault, this.#settings().stopGraceMs);
    }
    if (this.#running.size === 0) {
      // Not before: those that still write would fill it at once.
      this.#releaseReserve();
      this.#idleSince ??= this.#now();
      if (this.#now() - this.#idleSince > lastTriesMs) {
        this.#abandon(problem);
        return;
      }
    }
    this.#later(retryMs);
  }

  /** Kills what is left of the run's processes, then records its end: who reads "passed" finds nothing running. */
  #sweep(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    void killLeftovers({ name: "MILLRACE_RUN", value: this.#environment.MILLRACE_RUN ?? "" }).then(() => {
      this.#record.changeRun({ type: "finish", ...verdictOnRun(this.#record.statuses, this.#fault) });
      this.#end();
    });
  }

  #end(): void {
    this.#releaseReserve();
    const saved = this.#record.save(() => ({ startsRun: false, stages: [] }));
    const run = saved.ok ? this.#store.read(({ runs }) => runs.get(this.#record.run.runId)) : saved;
    if (run.ok && run.value !== null) {
      this.#settle(ok(run.value));
      return;
    }
    const problem: SaveFailure = run.ok
      ? failure("run-taken-over", `Run ${this.#record.run.number} is not in the history any more.`)
      : run.failure;
    this.#idleSince ??= this.#now();
    if (problem.code === "run-taken-over" || this.#now() - this.#idleSince > lastTriesMs) this.#abandon(problem);
    else this.#timer = setTimeout(() => this.#end(), retryMs);
  }

  /** Leaves the rows as they are, to recovery, and lets no process live. */
  #abandon(problem: SaveFailure): void {
    for (const running of this.#running.values()) running.stop(canceled, 0);
    void killLeftovers({ name: "MILLRACE_RUN", value: this.#environment.MILLRACE_RUN ?? "" }).then(() => this.#settle(err(problem)));
  }

  #settle(result: Result<Run, SaveFailure>): void {
    clearTimeout(this.#timer);
    this.#logs.close();
    this.#releaseReserve();
    this.#settled.resolve(result);
  }

  #settings(): ReturnType<typeof settingsFrom> {
    const stored = this.#store.read(({ settings }) => settings.read());
    return settingsFrom(stored.ok ? stored.value : {}, logicalCores);
  }
}

/** What is said of a need that did not pass. */
const howItEnded: Partial<Record<Status, string>> = {
  failed: "failed",
  canceled: "was canceled",
  skipped: "was skipped",
  errored: "could not run",
  interrupted: "was interrupted",
};

/** How a stage ended that never started. */
function endWithoutStart(detail: string | null): { end: StageRunEnd; artifacts: [] } {
  return { end: { detail, exitCode: null, signal: null, logBytes: 0, logLines: 0, steps: null }, artifacts: [] };
}
