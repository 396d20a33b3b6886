import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { type StageFiles, stageFiles } from "../data-folder.ts";
import { createForkServers, type ForkServers } from "../process/process.ts";
import { readSettings } from "./admission.ts";
import { executeStage, type RunningStage, type StageJob, type StageListener, type StageOutcome } from "./execute-stage.ts";
import type { HostedRun, RunHostParts } from "./hosted-run.ts";
import { type LogWatch, watchLogs } from "./log-watch.ts";
import type { RunQuestions } from "./run-questions.ts";
import type { RunRecord } from "./run-record.ts";
import type { Verdict } from "./verdict.ts";

/** What is told of the stages that run. */
export interface RunningStagesListener {
  /** Something is to be written down soon. */
  onChange(): void;
  /** A stage has ended; it is none of the running ones any more. */
  onEnd(place: number, stage: PlannedStage, outcome: StageOutcome): void;
  /** Whether the run has been told to stop. */
  isCanceling(): boolean;
}

/** The stages of a run that run now, by place. */
export class RunningStages {
  readonly #hosted: HostedRun;
  readonly #parts: RunHostParts;
  readonly #record: RunRecord;
  readonly #questions: RunQuestions;
  readonly #listener: RunningStagesListener;
  readonly #running = new Map<number, RunningStage>();
  readonly #logs: LogWatch;
  readonly #forkServers: ForkServers;

  constructor(
    hosted: HostedRun,
    parts: RunHostParts,
    record: RunRecord,
    questions: RunQuestions,
    folder: string,
    listener: RunningStagesListener,
  ) {
    this.#hosted = hosted;
    this.#parts = parts;
    this.#record = record;
    this.#questions = questions;
    this.#listener = listener;
    this.#logs = watchLogs(parts.store, parts.now, folder);
    this.#forkServers = createForkServers({ name: "MILLRACE_RUN", value: hosted.environment.MILLRACE_RUN ?? "" });
  }

  get size(): number {
    return this.#running.size;
  }

  has(place: number): boolean {
    return this.#running.has(place);
  }

  start(place: number, stage: PlannedStage): void {
    const id = this.#record.idOf(place);
    const files = stageFiles(this.#parts.store.folder, id);
    const end = (outcome: StageOutcome) => {
      this.#logs.remove(id);
      this.#running.delete(place);
      this.#hosted.cache?.noteEnd(stage, outcome);
      this.#listener.onEnd(place, stage, outcome);
    };
    const listener: StageListener = {
      onTimeout: () => {
        this.#record.changeStage(place, { type: "cancel" });
        this.#listener.onChange();
      },
      onStep: () => this.#noteSteps(place, running.steps ?? []),
      onEnd: (outcome) => {
        if (outcome.status === "failed") void this.#withSignature(id, files, outcome).then(end, () => end(outcome));
        else end(outcome);
      },
    };
    const running = this.#execute(place, this.#jobFor(place, stage, files), listener);
    this.#running.set(place, running);
    this.#logs.add(id, running.log);
    if (running.steps !== null) this.#noteSteps(place, running.steps);
  }

  /** Tells a stage to stop. Nothing happens when it does not run. */
  stop(place: number, verdict: Verdict, graceMs: number): void {
    const running = this.#running.get(place);
    if (running === undefined) return;
    if (this.#record.statusOf(place) === "running") this.#record.changeStage(place, { type: "cancel" });
    const stage = this.#hosted.request.stages[place];
    running.stop(verdict, stage === undefined ? graceMs : graceOf(stage, graceMs));
  }

  stopAll(verdict: Verdict, graceMs: number): void {
    for (const place of this.#running.keys()) this.stop(place, verdict, graceMs);
  }

  /** Stops looking at logs, and can start nothing any more. */
  close(): void {
    this.#logs.close();
    this.#forkServers.close();
  }

  /** Loaded only where something failed. Whatever keeps it from reading what was left, the stage has ended. */
  async #withSignature(id: StageRunId, { logPath }: StageFiles, outcome: StageOutcome): Promise<StageOutcome> {
    const { readFailure } = await import("../failure/failure.ts");
    const { reason, end } = outcome;
    const { detail, exitCode } = end;
    const roots = [this.#hosted.request.projectPath];
    return { ...outcome, failure: await readFailure(this.#parts.store, { id, reason, exitCode, detail, logPath, roots }) };
  }

  #execute(place: number, job: StageJob, listener: StageListener): RunningStage {
    const { now, execute: executePlain = executeStage } = this.#parts;
    const { cache, reports } = this.#hosted;
    const execute: typeof executeStage =
      reports === null || job.stage.reports === null
        ? executePlain
        : (own, _, ownListener) => reports.execute(this.#record.idOf(place), own, ownListener, executePlain);
    if (cache === null || job.stage.cache === null) {
      cache?.noteStart();
      return execute(job, now, listener);
    }
    return cache.execute(job, () => this.#questions.momentOf(place, job.stage, false), now, listener, execute);
  }

  #jobFor(place: number, stage: PlannedStage, files: StageFiles): StageJob {
    const { request, environment } = this.#hosted;
    const { store, secrets, ownPrograms } = this.#parts;
    return {
      stage,
      surroundings: {
        ...{ run: environment, stage, attempt: this.#record.attemptOf(place), sequence: this.#record.sequenceOf(place) },
        needs: this.#questions.variablesFor(stage),
      },
      projectPath: request.projectPath,
      files,
      startProcess: this.#forkServers.start,
      graceMs: () => graceOf(stage, readSettings(store).stopGraceMs),
      ownPrograms: ownPrograms === undefined ? null : { programs: ownPrograms, dataFolder: store.folder },
      secrets: (names) => secrets(request.projectId, names, stage.environment),
      askStep: this.#questions.stepAsker(place, stage, () => this.#listener.isCanceling()),
    };
  }

  #noteSteps(place: number, steps: readonly StepRun[]): void {
    // A copy: what is recorded is how they stand now.
    this.#record.noteSteps(place, [...steps]);
    this.#listener.onChange();
  }
}

/** A stage may need more time than usual to leave all as it was; one that is killed gets none. */
function graceOf({ stopGraceMs = 0 }: PlannedStage, usualMs: number): number {
  return usualMs === 0 ? 0 : Math.max(usualMs, stopGraceMs);
}
