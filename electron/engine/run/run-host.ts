import type { Run } from "../../../shared/contract/schemas.ts";
import { runOf, type StageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { runFolder } from "../data-folder.ts";
import { killLeftovers } from "../process/process.ts";
import type { Store, Tables } from "../store/store.ts";
import { type Decision, mayRunStart, nothingDecided, readSettings, takeStages } from "./admission.ts";
import { keepDiskReserve } from "./disk-reserve.ts";
import type { StageOutcome } from "./execute-stage.ts";
import type { HostedRun, RunHostParts } from "./hosted-run.ts";
import { afterLong } from "./long-timeout.ts";
import { recoverRuns } from "./recovery.ts";
import { RunQuestions, scheduleFor } from "./run-questions.ts";
import { RunRecord, type SaveFailure } from "./run-record.ts";
import { RunningStages } from "./running-stages.ts";
import type { Schedule } from "./scheduler.ts";
import { isTriedAgain, SecondTries } from "./second-tries.ts";
import { Turns } from "./turns.ts";
import {
  canceled,
  endingWithout,
  needsFailed,
  replaced,
  runTimeout,
  unrecorded,
  type Verdict,
  variantFailed,
  verdictOnRun,
} from "./verdict.ts";

/** How soon to look again whether others have made place. */
const waitMs = 100;

/** How soon to look whether those others are still there at all, and whether somebody has answered without telling. */
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
  readonly #hosted: HostedRun;
  readonly #stages: readonly PlannedStage[];
  readonly #store: Store;
  readonly #now: Clock;
  readonly #record: RunRecord;
  readonly #schedule: Schedule;
  readonly #questions: RunQuestions;
  readonly #running: RunningStages;
  readonly #secondTries = new SecondTries();
  readonly #turns = new Turns(() => this.#turn());
  readonly #releaseReserve: () => void;
  readonly #settled = Promise.withResolvers<Result<Run, SaveFailure>>();
  #disarm = () => {};
  /** By a clock that nobody sets, as `#idleSince`: a wait must not become an hour because the time was put back. */
  #recoveredAt = performance.now();
  #isCanceling: boolean;
  /** Set once nothing must start any more, not even what cleans up. */
  #isStopped = false;
  /** What ended the run as a whole, beside its stages. */
  #fault: Verdict | null = null;
  /** Since when nothing has been running and the end could not be recorded. */
  #idleSince: number | null = null;
  #isSweeping = false;
  /** Set once the run is without a host, or may have another one. */
  #hasLeft = false;
  /** What ended stages may have left running. */
  #leftovers: "perhaps" | "being killed" | "gone" = "perhaps";

  constructor(hosted: HostedRun, parts: RunHostParts) {
    const { store, now, onEvent } = parts;
    const { request, recorded, conditions, past } = hosted;
    this.#hosted = hosted;
    this.#stages = request.stages;
    this.#store = store;
    this.#now = now;
    this.#record = new RunRecord(store, now, recorded, request.stages, onEvent);
    if (past !== null) this.#record.restore(past.run, past.stages);
    this.#isCanceling = past?.run.status === "canceling";
    this.#schedule = scheduleFor(request.stages, conditions, this.#record);
    const folder = runFolder(store.folder, recorded.runId);
    this.#releaseReserve = keepDiskReserve(folder);
    this.#questions = new RunQuestions(request, store, this.#record, this.#schedule, conditions);
    this.#running = new RunningStages(hosted, parts, this.#record, this.#questions, folder, {
      onChange: () => this.#turns.soon(),
      onEnd: (place, stage, outcome) => this.#onStageEnd(place, stage, outcome),
      isCanceling: () => this.#isCanceling,
    });
  }

  execute(): Promise<Result<Run, SaveFailure>> {
    const older = this.#store.read(({ runs }) => runs.toReplace(this.#record.run.runId));
    for (const run of older.ok ? older.value : []) this.#hosted.replace(run, null);
    this.#turn();
    return this.#settled.promise;
  }

  /**
   * Asks the run, or one stage, to stop; a person's second time also what cleans up. What has ended already stays as it is.
   * Answers false when this host has left the run, so that another one has to be asked.
   */
  cancel(stageRunId: StageRunId | null, verdict: Verdict = canceled): boolean {
    if (this.#hasLeft) return false;
    if (stageRunId === null && this.#isCanceling && verdict === canceled) this.#stopAll(readSettings(this.#store).stopGraceMs);
    else if (stageRunId === null) this.#endRun(verdict, verdict);
    else {
      const place = this.#record.placeOf(stageRunId);
      if (place !== null) this.#cancelStage(place, verdict);
    }
    this.#turns.soon();
    return true;
  }

  /** Cancels without any grace, and starts nothing more. */
  kill(): void {
    this.#endRun(canceled, canceled);
    this.#stopAll(0);
    this.#turns.soon();
  }

  #stopAll(graceMs: number): void {
    this.#isStopped = true;
    this.#endWaiting(canceled, () => true);
    this.#running.stopAll(canceled, graceMs);
  }

  /** Looks whether a person has answered. */
  look(): void {
    this.#turns.soon();
  }

  /** Begins when the run does: its turn and people are waited for as long as it takes. */
  #limitTime(): () => void {
    const { timeoutMs } = this.#hosted.request;
    if (timeoutMs === null) return () => {};
    return afterLong(timeoutMs, () => {
      const { running, queued } = runTimeout(timeoutMs);
      this.#fault ??= running;
      this.#endRun(running, queued);
      this.#turns.soon();
    });
  }

  /** Ends all but what cleans up. A run that had not begun has nothing to clean up. */
  #endRun(running: Verdict, queued: Verdict): void {
    if (this.#isCanceling || isTerminal(this.#record.status)) return;
    const hasBegun = this.#record.status !== "queued";
    this.#isCanceling = true;
    this.#record.changeRun({ type: "cancel" });
    // Those that wait first, so that none of them counts as skipped because of another.
    const cleansUp = (place: number) => this.#hosted.conditions.isPatient(place) && this.#record.statusOf(place) !== "waiting";
    this.#endWaiting(queued, (place) => !hasBegun || !cleansUp(place));
    this.#running.stopAll(running, readSettings(this.#store).stopGraceMs);
  }

  #cancelStage(place: number, verdict: Verdict): void {
    if (this.#running.has(place)) this.#running.stop(place, verdict, readSettings(this.#store).stopGraceMs);
    else if (!isTerminal(this.#record.statusOf(place))) this.#endWithoutStart(place, verdict);
  }

  #endWaiting(verdict: Verdict, isMeant: (place: number) => boolean): void {
    const places = [...this.#stages.keys()].filter(
      (place) => !this.#running.has(place) && !isTerminal(this.#record.statusOf(place)) && isMeant(place),
    );
    for (const place of places) {
      this.#secondTries.callOff(place);
      this.#record.changeStage(place, { type: "finish", ...verdict }, endingWithout(verdict.detail));
    }
    for (const place of places) this.#schedule.finish(place, "bad");
  }

  #endWithoutStart(place: number, verdict: Verdict): void {
    this.#secondTries.callOff(place);
    this.#record.changeStage(place, { type: "finish", ...verdict }, endingWithout(verdict.detail));
    this.#after(place);
  }

  /** What follows from a stage's end: others may start now, or never. */
  #after(place: number): void {
    for (const skip of this.#schedule.finish(place, this.#record.endKindAt(place))) {
      if (isTerminal(this.#record.statusOf(skip.place))) continue;
      const verdict = needsFailed(this.#stages[skip.need]?.name ?? "", this.#record.statusOf(skip.need));
      this.#record.changeStage(skip.place, { type: "finish", ...verdict }, endingWithout(verdict.detail));
    }
    const stage = this.#stages[place];
    if (stage?.failFast === true && this.#record.hasFailed(place)) this.#endVariants(place, stage);
  }

  #endVariants(failed: number, { name, variant }: PlannedStage): void {
    for (const place of this.#questions.variantsOf(name)) if (place !== failed) this.#cancelStage(place, variantFailed(variant));
  }

  get #isOver(): boolean {
    return this.#schedule.unfinished === 0 && this.#running.size === 0;
  }

  /** Whether nothing is left but what people must answer. */
  get #isParkable(): boolean {
    return this.#questions.waitingCount > 0 && this.#schedule.due === 0 && !this.#isCanceling;
  }

  /** Records what happened, starts what may start, and ends the run when nothing is left. */
  #turn(): void {
    // What started now would be killed with what is left of those before it.
    if (this.#leftovers === "being killed" || this.#hasLeft) return;
    this.#questions.askAndAnswer(this.#isCanceling, (place, verdict) => this.#endWithoutStart(place, verdict));
    if (this.#isOver && this.#record.isSaved) {
      this.#sweep();
      return;
    }
    if (this.#isParkable) {
      if (this.#leftovers === "gone" && this.#record.status !== "waiting") this.#record.changeRun({ type: "wait" });
    } else if (this.#isWaitingForOthers()) return;
    let decided = nothingDecided;
    const saved = this.#record.save((tables) => {
      decided = this.#decide(tables);
      return { startsRun: decided.startsRun, stages: decided.taken };
    });
    if (!saved.ok) {
      for (const place of decided.taken) this.#schedule.putBack(place);
      this.#onSaveFailure(saved.failure);
      return;
    }
    this.#idleSince = null;
    this.#carryOut(decided);
  }

  #carryOut({ startsRun, taken, toReplace, mustWait, isParked }: Decision): void {
    if (startsRun) this.#disarm = this.#limitTime();
    if (taken.length > 0) this.#leftovers = "perhaps";
    for (const place of taken) {
      const stage = this.#stages[place];
      if (stage !== undefined) this.#running.start(place, stage);
    }
    for (const other of toReplace) this.#hosted.replace(runOf(other), other);
    // Everything may have ended with what was just saved.
    if (this.#isOver) this.#sweep();
    else if (isParked) {
      this.#hasLeft = true;
      this.#end();
    } else if (this.#isParkable && this.#leftovers !== "gone") this.#clear();
    else if (mustWait) this.#waitForOthers();
    else if (this.#questions.waitingCount > 0) this.#turns.later(recoverMs);
  }

  /** Whether there is nothing to do but to look again later; asked without keeping others from writing. */
  #isWaitingForOthers(): boolean {
    if (!this.#mustBegin || !this.#record.isSaved) return false;
    const mayStart = this.#store.read((tables) => mayRunStart(tables, this.#record.run.runId));
    if (!mayStart.ok || mayStart.value) return false;
    this.#waitForOthers();
    return true;
  }

  /** Whether the run has not begun, or has to begin again after it waited for a person. */
  get #mustBegin(): boolean {
    return this.#record.status === "queued" || this.#record.status === "waiting";
  }

  #waitForOthers(): void {
    this.#turns.later(waitMs);
    if (performance.now() - this.#recoveredAt < recoverMs) return;
    this.#recoveredAt = performance.now();
    void recoverRuns(this.#store, this.#now);
  }

  /** Decides what is next, while nobody else can write. */
  #decide(tables: Tables): Decision {
    if (this.#isParkable) return this.#leftovers === "gone" ? this.#decideToPark(tables) : nothingDecided;
    if (this.#isStopped || this.#schedule.due === this.#running.size) return nothingDecided;
    const startsRun = this.#mustBegin;
    if (startsRun && !mayRunStart(tables, this.#record.run.runId)) return { ...nothingDecided, mustWait: true };
    const { projectId, trigger, parallel } = this.#hosted.request;
    const demand = { projectId, trigger, stages: this.#stages, parallel, runningCount: this.#running.size };
    return { ...nothingDecided, startsRun, ...takeStages(tables, this.#schedule, demand) };
  }

  /** Gives the run up for now, unless somebody has answered meanwhile. */
  #decideToPark(tables: Tables): Decision {
    if (this.#questions.hasAnswer(tables)) {
      this.#turns.soon();
      return nothingDecided;
    }
    tables.runs.park(this.#record.run.runId);
    return { ...nothingDecided, isParked: true };
  }

  #onStageEnd(place: number, stage: PlannedStage, outcome: StageOutcome): void {
    this.#record.changeStage(place, { type: "finish", status: outcome.status, reason: outcome.reason }, outcome);
    if (this.#isCanceling || !isTriedAgain(stage.retry, this.#record.attemptOf(place), outcome)) this.#after(place);
    else {
      this.#record.beginAttempt(place);
      this.#schedule.release(place);
      this.#secondTries.wait(place, stage.retry, this.#record.attemptOf(place), () => {
        this.#schedule.putBack(place);
        this.#turns.soon();
      });
    }
    this.#turns.soon();
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
    if (problem.code !== "store-locked" && !this.#isStopped) {
      this.#fault = unrecorded(problem);
      this.#isStopped = true;
      this.#endWaiting(this.#fault, () => true);
      this.#running.stopAll(this.#fault, readSettings(this.#store).stopGraceMs);
    }
    if (this.#running.size === 0) {
      // Not before: those that still write would fill it at once.
      this.#releaseReserve();
      this.#idleSince ??= performance.now();
      if (performance.now() - this.#idleSince > lastTriesMs) {
        this.#abandon(problem);
        return;
      }
    }
    this.#turns.later(retryMs);
  }

  /** Kills what is left of the run's processes, then records its end: who reads "passed" finds nothing running. */
  #sweep(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    void this.#killLeftovers().then(() => {
      const fault = this.#fault ?? (this.#record.isReplaced ? replaced : null);
      this.#record.changeRun({ type: "finish", ...verdictOnRun(this.#record.conclusions, fault) });
      this.#end();
    });
  }

  /** A run that waits for a person does so without any process: nobody would look after it, perhaps for days. */
  #clear(): void {
    this.#leftovers = "being killed";
    void this.#killLeftovers().then(() => {
      this.#leftovers = "gone";
      this.#turns.soon();
    });
  }

  #killLeftovers(): Promise<number> {
    return killLeftovers({ name: "MILLRACE_RUN", value: this.#hosted.environment.MILLRACE_RUN ?? "" });
  }

  #end(): void {
    this.#releaseReserve();
    const saved = this.#record.isSaved ? ok(undefined) : this.#record.save(() => ({ startsRun: false, stages: [] }));
    const run = saved.ok ? this.#store.read(({ runs }) => runs.get(this.#record.run.runId)) : saved;
    if (run.ok && run.value !== null) {
      this.#settle(ok(run.value));
      return;
    }
    const problem: SaveFailure = run.ok
      ? failure("run-taken-over", `Run ${this.#record.run.number} is not in the history any more.`)
      : run.failure;
    this.#idleSince ??= performance.now();
    if (problem.code === "run-taken-over" || performance.now() - this.#idleSince > lastTriesMs) this.#abandon(problem);
    else this.#turns.later(retryMs, () => this.#end());
  }

  /** Leaves the rows as they are, to recovery, and lets no process live. */
  #abandon(problem: SaveFailure): void {
    this.#running.stopAll(canceled, 0);
    void this.#killLeftovers().then(() => this.#settle(err(problem)));
  }

  #settle(result: Result<Run, SaveFailure>): void {
    this.#turns.close();
    this.#disarm();
    this.#secondTries.close();
    this.#running.close();
    this.#releaseReserve();
    this.#settled.resolve(result);
  }
}
