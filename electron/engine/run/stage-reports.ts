import type { StageRunId } from "../../../shared/ids.ts";
import type { Clock } from "../clock.ts";
import { type ReadReports, readReports } from "../test/test.ts";
import type { executeStage, RunningStage, StageJob, StageListener, StageOutcome } from "./execute-stage.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Reads the test reports of a run's stages when they have ended, passed or failed, before their end is told. One after the
 * other: a file that several stages match is read for one of them.
 */
export class StageReportReader {
  readonly #dataFolder: string;
  readonly #now: Clock;
  readonly #taken = new Map<string, string>();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string, now: Clock) {
    this.#dataFolder = dataFolder;
    this.#now = now;
  }

  /** As `executeStage`, for the stage run `id`. */
  execute(id: StageRunId, asked: StageJob, listener: StageListener, execute: typeof executeStage): RunningStage {
    const startedAtMs = this.#now();
    const stopping = new AbortController();
    let secrets: ReadonlyMap<string, string> = new Map();
    let hasEnded = false;
    const job: StageJob = {
      ...asked,
      secrets: async (names) => {
        const found = await asked.secrets(names);
        if (found.ok) secrets = found.value;
        return found;
      },
    };
    const onEnd = async (outcome: StageOutcome) => {
      hasEnded = true;
      const read = await this.#inTurn(() => this.#read(id, job, startedAtMs, secrets, stopping.signal));
      listener.onEnd(withNotes(outcome, read.notes));
    };
    const running = execute(job, this.#now, { ...listener, onEnd: (outcome) => void onEnd(outcome) });
    return {
      log: running.log,
      get steps() {
        return running.steps;
      },
      stop: (verdict: Verdict, graceMs: number) => {
        running.stop(verdict, graceMs);
        // What it wrote until it was stopped is worth reading, and a second one to stop waits for nothing.
        if (hasEnded || graceMs === 0) stopping.abort();
      },
    };
  }

  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const done = this.#reading.then(read);
    this.#reading = done.catch(() => {});
    return done;
  }

  async #read(
    stageRunId: StageRunId,
    { stage, projectPath }: StageJob,
    startedAtMs: number,
    secrets: ReadonlyMap<string, string>,
    stop: AbortSignal,
  ): Promise<ReadReports> {
    const workingFolders = [...new Set(stage.steps.map(({ cwd }) => cwd))].filter((folder) => folder !== "");
    const read = await readReports(
      this.#dataFolder,
      {
        ...{ stageRunId, stage: stage.name, root: projectPath },
        ...{ patterns: stage.reports?.tests ?? [], coveragePatterns: stage.reports?.coverage ?? [] },
        ...{ workingFolders, startedAtMs, secrets, taken: this.#taken },
      },
      stop,
    );
    for (const [place, stamp] of read.read) this.#taken.set(place, stamp);
    return read;
  }
}

/** A stage that passed without its report is told as passed, and what is missing with it. */
function withNotes(outcome: StageOutcome, notes: readonly string[]): StageOutcome {
  if (notes.length === 0 || outcome.status !== "passed" || outcome.end.detail !== null) return outcome;
  return { ...outcome, end: { ...outcome.end, detail: notes.join(" ") } };
}
