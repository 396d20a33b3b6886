import type { StepRun } from "../../../shared/contract/schemas.ts";
import { rowOf, type StageRunId, stageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { isTerminal, queued, type Standing, type Status, type StatusEvent, transition } from "../../../shared/status.ts";
import type { Clock } from "../clock.ts";
import type { Store, StoreFailure, Tables } from "../store/store.ts";
import type { StageOutcome } from "./execute-stage.ts";
import type { RecordedRun, RunEvent } from "./run-request.ts";

/** What is to start now, chosen while nobody else can write. Stages are places in the run, from 0. */
export interface Admission {
  readonly startsRun: boolean;
  readonly stages: readonly number[];
}

/** Why nothing could be written. `run-taken-over`: somebody has declared this run interrupted. */
export type SaveFailure = StoreFailure | Failure<"run-taken-over">;

/** How a run and its stages stand, in memory and, after each `save`, in the history. The only writer of both. */
export class RunRecord {
  readonly run: RecordedRun;
  readonly #store: Store;
  readonly #now: Clock;
  readonly #tell: (event: RunEvent) => void;
  readonly #stages: readonly PlannedStage[];
  readonly #standings: Standing[];
  #standing: Standing = queued;
  /** Facts that are not in the history yet, in order. */
  #unsaved: { readonly write: (tables: Tables) => void; readonly event: RunEvent | null }[] = [];

  constructor(store: Store, now: Clock, run: RecordedRun, stages: readonly PlannedStage[], tell: (event: RunEvent) => void) {
    this.run = run;
    this.#store = store;
    this.#now = now;
    this.#tell = tell;
    this.#stages = stages;
    this.#standings = stages.map(() => queued);
  }

  get status(): Status {
    return this.#standing.status;
  }

  statusOf(place: number): Status {
    return (this.#standings[place] ?? queued).status;
  }

  get statuses(): Status[] {
    return this.#standings.map((standing) => standing.status);
  }

  idOf(place: number): StageRunId {
    return stageRunId(rowOf(this.run.runId), place + 1);
  }

  /** Whether everything is in the history. */
  get isSaved(): boolean {
    return this.#unsaved.length === 0;
  }

  /** Notes a change of a stage. A change that the status machine forbids is a bug of ours. */
  changeStage(place: number, event: StatusEvent, outcome?: Pick<StageOutcome, "end" | "artifacts">): void {
    const at = this.#now();
    const standing = next(this.#standings[place] ?? queued, event, at);
    this.#standings[place] = standing;
    this.#unsaved.push({
      write: ({ stageRuns, artifacts }) => {
        stageRuns.change(this.idOf(place), standing, at, outcome?.end);
        for (const file of outcome?.artifacts ?? []) artifacts.insert(this.idOf(place), file);
      },
      event: this.#stageEvent(place, standing, at, outcome),
    });
  }

  /** Notes a change of the run; its end also goes into the rollups. */
  changeRun(event: StatusEvent): void {
    const at = this.#now();
    const standing = next(this.#standing, event, at);
    this.#standing = standing;
    this.#unsaved.push({
      write: ({ runs, rollups }) => {
        runs.change(this.run.runId, standing, at);
        if (isTerminal(standing.status)) rollups.addRun(this.run.runId);
      },
      event: this.#runEvent(standing, at),
    });
  }

  noteSteps(place: number, steps: readonly StepRun[]): void {
    this.#unsaved.push({ write: ({ stageRuns }) => stageRuns.noteSteps(this.idOf(place), steps), event: null });
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
        const standing = next(this.#standings[place] ?? queued, { type: "start" }, at);
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
      this.#standings[place] = standing;
      const event = this.#stageEvent(place, standing, at);
      if (event !== null) this.#tell(event);
    }
    return ok(written.value);
  }

  #applyRunStart(standing: Standing, at: number): RunEvent {
    this.#standing = standing;
    return { type: "run.started", runId: this.run.runId, at };
  }

  #stageEvent(place: number, standing: Standing, at: number, outcome?: Pick<StageOutcome, "end">): RunEvent | null {
    const { status, reason, durationMs } = standing;
    const about = { runId: this.run.runId, stageRunId: this.idOf(place), name: this.#stages[place]?.name ?? "", at };
    if (status === "running") return { type: "stage.started", ...about };
    if (status === "canceling") return { type: "stage.canceling", ...about };
    if (!isTerminal(status)) return null;
    const { detail = null, exitCode = null, signal = null } = outcome?.end ?? {};
    return { type: "stage.finished", ...about, status, reason, detail, exitCode, signal, durationMs };
  }

  #runEvent(standing: Standing, at: number): RunEvent | null {
    const { status, reason, durationMs } = standing;
    if (status === "canceling") return { type: "run.canceling", runId: this.run.runId, at };
    return isTerminal(status) ? { type: "run.finished", runId: this.run.runId, status, reason, durationMs, at } : null;
  }
}

function next(standing: Standing, event: StatusEvent, at: number): Standing {
  const changed = transition(standing, event, at);
  if (!changed.ok) throw new Error(changed.failure.message);
  return changed.value;
}
