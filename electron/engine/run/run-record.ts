import type { StageRun, StepRun } from "../../../shared/contract/schemas.ts";
import { rowOf, type StageRunId, stageRunId, stageRunKeyOf } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { conclusionOf, isTerminal, queued, type Standing, type Status, type StatusEvent, transition } from "../../../shared/status.ts";
import type { Clock } from "../clock.ts";
import { restoreCoverage } from "../coverage/coverage.ts";
import { noteQuestion } from "../inbox/inbox.ts";
import type { StageRunEnd, Store, StoreFailure, Tables } from "../store/store.ts";
import type { StageOutcome } from "./execute-stage.ts";
import { keepEnd } from "./keep-end.ts";
import type { RecordedRun, RunEvent } from "./run-request.ts";
import type { EndKind } from "./scheduler.ts";
import { endKindOf, isFailure } from "./verdict.ts";

/** What is to start now, chosen while nobody else can write. Stages are places in the run, from 0. */
export interface Admission {
  readonly startsRun: boolean;
  readonly stages: readonly number[];
}

/** Why nothing could be written. `run-taken-over`: somebody has declared this run interrupted. */
export type SaveFailure = StoreFailure | Failure<"run-taken-over">;

/** How a stage's latest attempt stands. */
interface Attempt {
  readonly sequence: number;
  readonly number: number;
  readonly standing: Standing;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What is recorded when a stage ends, beside its standing. */
export type Ending = Pick<StageOutcome, "artifacts" | "testsFrom" | "failure"> & { readonly end: StageRunEnd };

/** How a run and its stages stand, in memory and, after each `save`, in the history. The only writer of both. */
export class RunRecord {
  readonly run: RecordedRun;
  readonly #store: Store;
  readonly #now: Clock;
  readonly #tell: (event: RunEvent) => void;
  readonly #stages: readonly PlannedStage[];
  readonly #attempts: Attempt[];
  #standing: Standing = queued;
  #nextSequence: number;
  #hasOutputs = false;
  /** Facts that are not in the history yet, in order. */
  #unsaved: { readonly write: (tables: Tables) => void; readonly event: RunEvent | null }[] = [];

  constructor(store: Store, now: Clock, run: RecordedRun, stages: readonly PlannedStage[], tell: (event: RunEvent) => void) {
    this.run = run;
    this.#store = store;
    this.#now = now;
    this.#tell = tell;
    this.#stages = stages;
    this.#attempts = stages.map((_, place) => ({ sequence: place + 1, number: 1, standing: queued, outputs: {} }));
    this.#nextSequence = stages.length + 1;
  }

  /** Goes on from what another host has recorded. */
  restore(run: Standing, rows: readonly StageRun[]): void {
    this.#standing = standingOf(run);
    const places = new Map(this.#stages.map((stage, place) => [keyOf(stage), place]));
    for (const row of rows) {
      const { sequence } = stageRunKeyOf(row.id);
      this.#nextSequence = Math.max(this.#nextSequence, sequence + 1);
      const place = places.get(keyOf(row));
      if (place === undefined || row.isSuperseded) continue;
      this.#hasOutputs ||= Object.keys(row.outputs).length > 0;
      this.#attempts[place] = { sequence, number: row.attempt, standing: standingOf(row), outputs: row.outputs };
    }
  }

  get status(): Status {
    return this.#standing.status;
  }

  statusOf(place: number): Status {
    return this.#at(place).standing.status;
  }

  /** What a stage counts as for whatever depends on it. */
  conclusionAt(place: number): Status {
    return conclusionOf(this.statusOf(place), this.#stages[place]?.mayFail ?? false);
  }

  /** What the end of a stage means for whatever needs it. */
  endKindAt(place: number): EndKind {
    return endKindOf(this.conclusionAt(place));
  }

  /** Whether something went wrong with a stage itself that may not. */
  hasFailed(place: number): boolean {
    return isFailure(this.conclusionAt(place));
  }

  get conclusions(): Status[] {
    return this.#stages.map((_, place) => this.conclusionAt(place));
  }

  /** Whether stages were canceled, and each because a newer one takes its place. */
  get isReplaced(): boolean {
    const canceled = this.#attempts.filter(({ standing }) => standing.status === "canceled");
    return canceled.length > 0 && canceled.every(({ standing }) => standing.reason === "replaced-by-newer");
  }

  /** Whether any stage has told something. */
  get hasOutputs(): boolean {
    return this.#hasOutputs;
  }

  outputsOf(place: number): Readonly<Record<string, string>> {
    return this.#at(place).outputs;
  }

  /** From 1. */
  attemptOf(place: number): number {
    return this.#at(place).number;
  }

  /** The number of a stage's latest attempt among the run's stage runs, from 1. */
  sequenceOf(place: number): number {
    return this.#at(place).sequence;
  }

  idOf(place: number): StageRunId {
    return stageRunId(rowOf(this.run.runId), this.sequenceOf(place));
  }

  /** The stage whose latest attempt this is; `null` when it is none. */
  placeOf(id: StageRunId): number | null {
    const { runRow, sequence } = stageRunKeyOf(id);
    const place = runRow === rowOf(this.run.runId) ? this.#attempts.findIndex((attempt) => attempt.sequence === sequence) : -1;
    return place === -1 ? null : place;
  }

  /** Whether everything is in the history. */
  get isSaved(): boolean {
    return this.#unsaved.length === 0;
  }

  /** Notes a change of a stage. A change that the status machine forbids is a bug of ours. */
  changeStage(place: number, event: StatusEvent, ending?: Ending): void {
    const at = this.#now();
    const attempt = this.#at(place);
    const standing = next(attempt.standing, event, at);
    const outputs = ending?.end.outputs ?? attempt.outputs;
    this.#attempts[place] = { ...attempt, standing, outputs };
    this.#hasOutputs ||= Object.keys(outputs).length > 0;
    const id = this.idOf(place);
    this.#unsaved.push({
      write: (tables) => {
        const { stageRuns, artifacts, testRuns, failures } = tables;
        stageRuns.change(id, standing, at, ending?.end);
        if (ending?.testsFrom !== undefined) {
          testRuns.restore(id, ending.testsFrom);
          restoreCoverage(tables, id, ending.testsFrom);
        }
        for (const file of ending?.artifacts ?? []) artifacts.insert(id, file);
        if (ending?.failure !== undefined) failures.keep(id, ending.failure);
      },
      event: this.#stageEvent(place, standing, at, ending),
    });
  }

  /** Notes that a stage waits for a person's answer. */
  ask(place: number, question: string): void {
    this.changeStage(place, { type: "wait" });
    const id = this.idOf(place);
    const at = this.#now();
    this.#unsaved.push({
      write: (tables) => {
        tables.approvals.ask(id, question);
        noteQuestion(tables, id, at);
      },
      event: null,
    });
  }

  /** Notes that a stage that has ended is going to be tried again: from now on all is about the new attempt. */
  beginAttempt(place: number): void {
    const at = this.#now();
    const previous = this.idOf(place);
    const sequence = this.#nextSequence;
    this.#nextSequence += 1;
    this.#attempts[place] = { sequence, number: this.attemptOf(place) + 1, standing: queued, outputs: {} };
    this.#unsaved.push({ write: ({ stageRuns }) => stageRuns.insertAttempt(previous, sequence, at), event: null });
  }

  /** Notes a change of the run; its end also goes into the rollups. */
  changeRun(event: StatusEvent): void {
    const at = this.#now();
    const standing = next(this.#standing, event, at);
    this.#standing = standing;
    this.#unsaved.push({
      write: (tables) => {
        tables.runs.change(this.run.runId, standing, at);
        if (isTerminal(standing.status)) keepEnd(tables, this.run.runId, at);
      },
      event: this.#runEvent(standing, at),
    });
  }

  noteSteps(place: number, steps: readonly StepRun[]): void {
    const id = this.idOf(place);
    this.#unsaved.push({ write: ({ stageRuns }) => stageRuns.noteSteps(id, steps), event: null });
  }

  /**
   * Writes all that is unsaved and, in the same transaction, what `admit` lets start; tells it afterwards. When it fails,
   * nothing is written, what was unsaved still is, and what `admit` chose has not started.
   */
  save(admit: (tables: Tables) => Admission): Result<Admission, SaveFailure> {
    const unsaved = this.#unsaved;
    const at = this.#now();
    const starts: { place: number; standing: Standing }[] = [];
    let runStart: Standing | null = null;
    const written = this.#store.write((tables): Admission | null => {
      if (tables.runs.socket(this.run.runId) === null) return null;
      for (const change of unsaved) change.write(tables);
      const admission = admit(tables);
      if (admission.startsRun) {
        runStart = next(this.#standing, { type: "start" }, at);
        tables.runs.change(this.run.runId, runStart, at);
      }
      for (const place of admission.stages) {
        const standing = next(this.#at(place).standing, { type: "start" }, at);
        tables.stageRuns.change(this.idOf(place), standing, at);
        starts.push({ place, standing });
      }
      return admission;
    });
    if (!written.ok) return written;
    if (written.value === null)
      return err(failure("run-taken-over", `Run ${this.run.number} was declared interrupted by another process.`));
    this.#unsaved = [];
    for (const { event } of unsaved) if (event !== null) this.#tell(event);
    if (runStart !== null) this.#tell(this.#applyRunStart(runStart, at));
    for (const { place, standing } of starts) {
      this.#attempts[place] = { ...this.#at(place), standing };
      const event = this.#stageEvent(place, standing, at);
      if (event !== null) this.#tell(event);
    }
    return ok(written.value);
  }

  #at(place: number): Attempt {
    const attempt = this.#attempts[place];
    if (attempt === undefined) throw new Error(`There is no stage at place ${place}.`);
    return attempt;
  }

  #applyRunStart(standing: Standing, at: number): RunEvent {
    this.#standing = standing;
    return { type: "run.started", runId: this.run.runId, at };
  }

  #stageEvent(place: number, standing: Standing, at: number, ending?: Ending): RunEvent | null {
    const { status, reason, durationMs } = standing;
    const { name = "", variant = "" } = this.#stages[place] ?? {};
    const about = { runId: this.run.runId, stageRunId: this.idOf(place), name, variant, attempt: this.attemptOf(place), at };
    if (status === "running") return { type: "stage.started", ...about };
    if (status === "canceling") return { type: "stage.canceling", ...about };
    if (status === "waiting") return { type: "stage.waiting", ...about };
    if (!isTerminal(status)) return null;
    const { detail = null, exitCode = null, signal = null } = ending?.end ?? {};
    return { type: "stage.finished", ...about, status, reason, detail, exitCode, signal, durationMs };
  }

  #runEvent(standing: Standing, at: number): RunEvent | null {
    const { status, reason, durationMs } = standing;
    if (status === "canceling") return { type: "run.canceling", runId: this.run.runId, at };
    if (status === "waiting") return { type: "run.waiting", runId: this.run.runId, at };
    return isTerminal(status) ? { type: "run.finished", runId: this.run.runId, status, reason, durationMs, at } : null;
  }
}

function next(standing: Standing, event: StatusEvent, at: number): Standing {
  const changed = transition(standing, event, at);
  if (!changed.ok) throw new Error(changed.failure.message);
  return changed.value;
}

/** Only what is a standing's own of something that has more. */
function standingOf({ status, reason, startedAt, finishedAt, durationMs }: Standing): Standing {
  return { status, reason, startedAt, finishedAt, durationMs };
}

/** Names hold no space, so this is one key for each variant. */
function keyOf({ name, variant }: { readonly name: string; readonly variant: string }): string {
  return `${name} ${variant}`;
}
