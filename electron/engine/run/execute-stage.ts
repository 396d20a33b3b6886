import { closeSync, fstatSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/graph.ts";
import type { StatusReason, TerminalStatus } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { type CommandEnd, type RunningCommand, startCommand } from "../process/process.ts";
import type { StageRunEnd } from "../store/store.ts";
import { type KeepOutcome, keepArtifacts } from "./keep-artifacts.ts";
import { afterLong } from "./long-timeout.ts";
import { stepEnvironment } from "./stage-environment.ts";
import { endsInLine, followLog, isDiskFull, type StageLog } from "./stage-log.ts";

/** One stage of a run, with all that it needs to be executed. */
export interface StageJob {
  readonly stage: PlannedStage;
  /** Its place in the run, from 1. */
  readonly sequence: number;
  /** The project's folder, absolute. */
  readonly projectPath: string;
  readonly logPath: string;
  readonly indexPath: string;
  /** Where kept files are copied to. */
  readonly artifactFolder: string;
  /** What every stage of the run is given. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long it may take to obey when its time is over. */
  readonly graceMs: number;
}

/** How a stage ended, with everything that is recorded of it. */
export interface StageOutcome {
  readonly status: TerminalStatus;
  readonly reason: StatusReason | null;
  readonly end: StageRunEnd;
  readonly artifacts: KeepOutcome["files"];
}

/** Why a stage is stopped. */
export type StopCause = "canceled-by-user" | "timeout" | "disk-full";

/** A stage that is being executed. */
export interface RunningStage {
  readonly log: StageLog;
  /** How its steps go; `null` for a stage of one step. Entries are replaced while it runs. */
  readonly steps: readonly StepRun[] | null;
  /** Asks it to end, and kills it after the grace. The first cause is the one that is kept. */
  stop(cause: StopCause, graceMs: number): void;
}

/** What a running stage tells. */
export interface StageListener {
  /** It was told to stop because its time is over. */
  onTimeout(): void;
  /** A further step has begun. */
  onStep(): void;
  /** It has ended, once; nothing of it runs any more. Never called before `executeStage` returns. */
  onEnd(outcome: StageOutcome): void;
}

interface Verdict {
  readonly status: TerminalStatus;
  readonly reason: StatusReason | null;
  readonly detail: string | null;
}

const passed: Verdict = { status: "passed", reason: null, detail: null };

/** Executes a stage's steps one after another; all write to the same log. Every failure is an outcome. */
export function executeStage(job: StageJob, now: Clock, listener: StageListener): RunningStage {
  const log = followLog(job.logPath, job.indexPath, now);
  const steps = job.stage.steps.length > 1 ? job.stage.steps.map(({ name, run }) => newStepRun(name, run)) : null;
  const keeping = new AbortController();
  let command: RunningCommand | null = null;
  let cause: StopCause | null = null;
  let timedOut = "";
  let disarmStage = () => {};
  let disarmStep = () => {};
  let descriptor = -1;

  function begin(): void {
    try {
      descriptor = openSync(job.logPath, "a");
    } catch (error) {
      return end(unwritable(error, job.logPath));
    }
    const { timeoutMs } = job.stage;
    if (timeoutMs !== null)
      disarmStage = afterLong(timeoutMs, () => onTimeout(`The stage was still running after ${formatDuration(timeoutMs)}.`));
    startStep(0);
  }

  function onTimeout(detail: string): void {
    if (cause !== null) return;
    timedOut = detail;
    stop("timeout", job.graceMs);
    listener.onTimeout();
  }

  function startStep(place: number): void {
    const step = job.stage.steps[place];
    if (step === undefined) return keep();
    if (steps !== null) steps[place] = { ...newStepRun(step.name, step.run), ...stepStart() };
    const started = startCommand(
      {
        script: step.run,
        shell: step.shell,
        cwd: join(job.projectPath, step.cwd),
        env: stepEnvironment(job.environment, job.stage, step, job.sequence),
        outputFd: descriptor,
      },
      (commandEnd) => onCommandEnd(place, commandEnd),
    );
    if (!started.ok) return end({ status: "errored", reason: started.failure.code, detail: started.failure.message });
    command = started.value;
    const { timeoutMs } = step;
    if (timeoutMs !== null)
      disarmStep = afterLong(timeoutMs, () => onTimeout(`A step was still running after ${formatDuration(timeoutMs)}.`));
    if (place > 0) listener.onStep();
  }

  function stepStart(): Pick<StepRun, "startedAt" | "logOffset" | "logLine"> {
    const logOffset = fstatSync(descriptor).size;
    const logLine = log.lines + (logOffset > 0 && endsInLine(job.logPath, logOffset) ? 0 : 1);
    return { startedAt: now(), logOffset, logLine };
  }

  function onCommandEnd(place: number, commandEnd: CommandEnd): void {
    command = null;
    disarmStep();
    const step = steps?.[place];
    if (steps !== null && step !== undefined) steps[place] = { ...step, finishedAt: now(), ...exitOf(commandEnd) };
    const isWell = commandEnd.kind === "exited" && commandEnd.exitCode === 0;
    if (cause !== null || !isWell) return end(verdictOn(commandEnd), commandEnd);
    if (steps === null) return startStep(place + 1);
    // The next step's first line is known once all lines before it are counted.
    log.catchUp(() => (cause === null ? startStep(place + 1) : end(verdictOn(commandEnd), commandEnd)));
  }

  function verdictOn(commandEnd: CommandEnd): Verdict {
    if (cause !== null) return stopped(cause);
    // A writer that finds no room mostly just fails; why, the disk says.
    if (isDiskFull(job.logPath)) return { status: "errored", reason: "disk-full", detail: "The disk is full." };
    if (commandEnd.kind === "signaled") return { status: "failed", reason: "signal", detail: null };
    // What every shell answers when it does not find the command.
    return { status: "failed", reason: commandEnd.exitCode === 127 ? "command-not-found" : "exit-code", detail: null };
  }

  function stopped(why: StopCause): Verdict {
    switch (why) {
      case "canceled-by-user":
        return { status: "canceled", reason: why, detail: null };
      case "timeout":
        return { status: "failed", reason: why, detail: timedOut };
      case "disk-full":
        return { status: "errored", reason: why, detail: "The disk is full." };
    }
  }

  function keep(): void {
    const { artifacts } = job.stage;
    if (artifacts.length === 0) return end(passed);
    void keepArtifacts(job.projectPath, artifacts, job.artifactFolder, keeping.signal).then(({ files, fault }) => {
      if (cause !== null) return end(stopped(cause));
      if (fault === null) return end(passed, null, files);
      end({ status: fault.reason === "artifact-missing" ? "failed" : "errored", ...fault }, null, files);
    });
  }

  function end(verdict: Verdict, commandEnd: CommandEnd | null = null, artifacts: KeepOutcome["files"] = []): void {
    disarmStage();
    let size = 0;
    if (descriptor !== -1) {
      size = fstatSync(descriptor).size;
      closeSync(descriptor);
      // Nothing was written: no file, as readers expect.
      if (size === 0) rmSync(job.logPath, { force: true });
    }
    const exit = verdict.status === "passed" ? { exitCode: 0, signal: null } : exitOf(commandEnd);
    log.finish(size, ({ bytes, lines }) => {
      const outcome: StageOutcome = {
        status: verdict.status,
        reason: verdict.reason,
        end: { detail: verdict.detail, ...exit, logBytes: bytes, logLines: lines, steps },
        artifacts,
      };
      // The first step may have failed to start while `executeStage` is still at work.
      queueMicrotask(() => listener.onEnd(outcome));
    });
  }

  function stop(why: StopCause, graceMs: number): void {
    cause ??= why;
    keeping.abort();
    command?.stop(graceMs);
  }

  begin();
  return { log, steps, stop };
}

function newStepRun(name: string, run: string): StepRun {
  return { name, run, startedAt: null, finishedAt: null, exitCode: null, signal: null, logOffset: null, logLine: null };
}

function exitOf(end: CommandEnd | null): { exitCode: number | null; signal: string | null } {
  if (end?.kind === "signaled") return { exitCode: null, signal: end.signal };
  return { exitCode: end?.exitCode ?? null, signal: null };
}

function unwritable(error: unknown, path: string): Verdict {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") throw error;
  if (code === "ENOSPC" || code === "EDQUOT") return { status: "errored", reason: "disk-full", detail: "The disk is full." };
  return { status: "errored", reason: "log-unwritable", detail: `The log ${path} cannot be written: ${(error as Error).message}.` };
}
