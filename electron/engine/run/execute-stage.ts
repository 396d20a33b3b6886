import { closeSync, fstatSync, openSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { StepRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage, PlannedStep } from "../../../shared/pipeline/plan.ts";
import { type Failure, ok, type Result } from "../../../shared/result.ts";
import type { StatusReason, TerminalStatus } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import type { StageFiles } from "../data-folder.ts";
import type { FailureSignature } from "../failure/failure.ts";
import { type CommandEnd, type ProcessEnd, type RunningCommand, type StartProcess, startCommand } from "../process/process.ts";
import type { StageRunEnd } from "../store/store.ts";
import { type KeepOutcome, keepArtifacts } from "./keep-artifacts.ts";
import { afterLong } from "./long-timeout.ts";
import { type HostsPrograms, ownCommand } from "./own-program.ts";
import type { RedactedLog } from "./redacted-log.ts";
import type { SecretSource } from "./secret-source.ts";
import { type StageSurroundings, stepEnvironment } from "./stage-environment.ts";
import { endsInLine, followLog, isDiskFull, removeEmptyLog, type StageLog } from "./stage-log.ts";
import { readOutputs } from "./stage-outputs.ts";
import { diskFull, passed, type Verdict } from "./verdict.ts";

/** One stage of a run, with all that it needs to be executed. */
export interface StageJob {
  readonly stage: PlannedStage;
  readonly surroundings: StageSurroundings;
  /** The project's folder, absolute. */
  readonly projectPath: string;
  readonly files: StageFiles;
  readonly startProcess: StartProcess;
  /** Answers the condition of a step; `null` when none of its steps has one. */
  readonly askStep: ((step: PlannedStep, progress: StepProgress) => Result<boolean, Failure>) | null;
  /** How long it may take to obey when its time is over. */
  readonly graceMs: () => number;
  /** Programs of Millrace's own; `null` on a host that has none. */
  readonly ownPrograms: HostsPrograms | null;
  /** Asked once, by a stage that names secrets. */
  readonly secrets: (names: readonly string[]) => ReturnType<SecretSource>;
}

/** How the steps before one went. */
export interface StepProgress {
  readonly hasFailed: boolean;
}

/** How a stage ended, with everything that is recorded of it. */
export interface StageOutcome {
  readonly status: TerminalStatus;
  readonly reason: StatusReason | null;
  readonly end: StageRunEnd;
  readonly artifacts: KeepOutcome["files"];
  /** Whether a piece of a file holds one of the secrets that the stage was given; missing when it was given none. */
  readonly holdsSecret?: (piece: Buffer) => boolean;
  /** The run that has the test results of one that was brought back; missing when there are none. */
  readonly testsFrom?: RunId;
  /** By what the failure is known again; missing when it did not fail. */
  readonly failure?: FailureSignature;
}

/** A stage that is being executed. */
export interface RunningStage {
  readonly log: StageLog;
  /** How its steps go; `null` for a stage of one step. Entries are replaced while it runs. */
  readonly steps: readonly StepRun[] | null;
  /** Asks it to end, and kills it after the grace. Whatever its processes say then, it ends with the first verdict given. */
  stop(verdict: Verdict, graceMs: number): void;
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

/** Executes a stage's steps one after another; all write to the same log. Every failure is an outcome. */
export function executeStage(job: StageJob, now: Clock, listener: StageListener): RunningStage {
  const execution = new StageExecution(job, now, listener);
  execution.begin();
  return execution;
}

class StageExecution implements RunningStage {
  readonly log: StageLog;
  readonly steps: StepRun[] | null;
  readonly #job: StageJob;
  readonly #now: Clock;
  readonly #listener: StageListener;
  readonly #keeping = new AbortController();
  #descriptor = -1;
  #secrets: ReadonlyMap<string, string> = new Map();
  /** Between a stage with secrets and all that is kept of it. */
  #redacted: RedactedLog | null = null;
  #command: RunningCommand | null = null;
  /** Set once it was told to stop. */
  #verdict: Verdict | null = null;
  /** How the first step ended that failed and may not; those behind it run only if their condition says so. */
  #failure: { readonly verdict: Verdict; readonly end: ProcessEnd } | null = null;
  #hasBegun = false;
  #disarmStage = () => {};
  #disarmStep = () => {};
  /** Why the step that runs is being stopped alone; `null` when it is not. */
  #stepVerdict: Verdict | null = null;

  constructor(job: StageJob, now: Clock, listener: StageListener) {
    this.#job = job;
    this.#now = now;
    this.#listener = listener;
    this.log = followLog(job.files.logPath, job.files.indexPath, now);
    const { steps } = job.stage;
    this.steps = steps.length > 1 ? steps.map(newStepRun) : null;
  }

  begin(): void {
    const { stage } = this.#job;
    const { logPath } = this.#job.files;
    try {
      this.#descriptor = openSync(logPath, "a");
    } catch (error) {
      this.#end(unwritable(error, logPath));
      return;
    }
    this.#disarmStage = this.#limit("The stage", stage.timeoutMs, (verdict) => {
      this.stop(verdict, this.#job.graceMs());
      this.#listener.onTimeout();
    });
    if (stage.secrets.length === 0) this.#startStep(0);
    else void this.#startWithSecrets();
    this.#hasBegun = true;
  }

  async #startWithSecrets(): Promise<void> {
    const { stage, secrets, files, surroundings } = this.#job;
    // Loaded by stages with secrets only: a run host's size is what each spawn costs.
    const [values, { openRedactedLog }] = await Promise.all([secrets(stage.secrets), import("./redacted-log.ts")]);
    if (!values.ok) {
      const { code, message, hint } = values.failure;
      this.#end(this.#verdict ?? { status: "errored", reason: code, detail: `${message} ${hint}`.trim() });
      return;
    }
    this.#secrets = values.value;
    const redacted = await openRedactedLog(surroundings.run.MILLRACE_RUN ?? "", values.value, this.#descriptor, (error) =>
      this.stop(unwritable(error, files.logPath), this.#job.graceMs()),
    );
    if (redacted.ok) this.#redacted = redacted.value;
    if (this.#verdict !== null) this.#end(this.#verdict);
    else if (redacted.ok) this.#startStep(0);
    else this.#end({ status: "errored", reason: "could-not-start", detail: redacted.failure.message });
  }

  stop(verdict: Verdict, graceMs: number): void {
    this.#verdict ??= verdict;
    this.#keeping.abort();
    this.#command?.stop(graceMs);
  }

  #limit(what: string, timeoutMs: number | null, stop: (verdict: Verdict) => void): () => void {
    if (timeoutMs === null) return () => {};
    return afterLong(timeoutMs, () => {
      if (this.#verdict !== null) return;
      stop({ status: "failed", reason: "timeout", detail: `${what} was still running after ${formatDuration(timeoutMs)}.` });
    });
  }

  #startStep(place: number): void {
    const step = this.#job.stage.steps[place];
    if (step === undefined) {
      this.#finishSteps();
      return;
    }
    const isDue = this.#isDue(step);
    if (!isDue.ok) this.#end({ status: "errored", reason: "condition-failed", detail: isDue.failure.message });
    else if (isDue.value) this.#runStep(place, step);
    else this.#startStep(place + 1);
  }

  /** A step without a condition runs as long as all went well. */
  #isDue(step: PlannedStep): Result<boolean, Failure> {
    const { askStep } = this.#job;
    if (step.condition === null || askStep === null) return ok(this.#failure === null);
    return askStep(step, { hasFailed: this.#failure !== null });
  }

  #runStep(place: number, step: PlannedStep): void {
    const { surroundings, projectPath, files } = this.#job;
    const cwd = join(projectPath, step.cwd);
    if (step.cwd !== "" && leadsOut(projectPath, cwd)) {
      this.#end({
        status: "errored",
        reason: "folder-missing",
        detail: `The working folder ${step.cwd} is a link that leads out of the project.`,
      });
      return;
    }
    if (this.steps !== null) this.steps[place] = { ...newStepRun(step), startedAt: this.#now(), ...this.#endOfLog(files.logPath) };
    const env = stepEnvironment(surroundings, this.#redacted ?? files, step, this.#secrets);
    const program = step.program === undefined ? { env } : ownCommand(this.#job.ownPrograms, step.program, env);
    if (program === null) {
      this.#end({ status: "errored", reason: "could-not-start", detail: "This host has no such program of Millrace's own." });
      return;
    }
    this.#command = startCommand(
      { script: step.run, shell: step.shell, cwd, outputFd: this.#redacted?.outputFd ?? this.#descriptor, ...program },
      (commandEnd) => {
        if (this.#redacted === null) this.#onCommandEnd(place, step, commandEnd);
        else this.#redacted.catchUp(() => this.#onCommandEnd(place, step, commandEnd));
      },
      this.#job.startProcess,
    );
    // It has failed then as by an exit code: those behind it may clean up.
    this.#disarmStep = this.#limit("A step", step.timeoutMs, (verdict) => {
      this.#stepVerdict = verdict;
      this.#command?.stop(this.#job.graceMs());
    });
    // Who has not been answered yet that the stage is there looks at its steps then.
    if (place > 0 && this.#hasBegun) this.#listener.onStep();
  }

  /** Where the next output will stand: all that is written is counted by now. */
  #endOfLog(logPath: string): Pick<StepRun, "logOffset" | "logLine"> {
    const logOffset = fstatSync(this.#descriptor).size;
    return { logOffset, logLine: this.log.lines + (endsInLine(logPath, logOffset) ? 0 : 1) };
  }

  #onCommandEnd(place: number, step: PlannedStep, end: CommandEnd): void {
    this.#command = null;
    this.#disarmStep();
    if (end.kind === "not-started") {
      this.#end(this.#verdict ?? { status: "errored", reason: end.failure.code, detail: end.failure.message });
      return;
    }
    const stepRun = this.steps?.[place];
    if (this.steps !== null && stepRun !== undefined) this.steps[place] = { ...stepRun, finishedAt: this.#now(), ...exitOf(end) };
    if (this.#verdict !== null) {
      this.#end(this.#verdict, end);
      return;
    }
    const stopped = this.#stepVerdict;
    this.#stepVerdict = null;
    const hasPassed = stopped === null && end.kind === "exited" && end.exitCode === 0;
    if (!hasPassed && !step.mayFail) this.#failure ??= { verdict: stopped ?? this.#verdictOn(end), end };
    if (this.steps === null) this.#startStep(place + 1);
    else this.log.catchUp(() => (this.#verdict === null ? this.#startStep(place + 1) : this.#end(this.#verdict, end)));
  }

  #finishSteps(): void {
    if (this.#failure !== null) this.#end(this.#failure.verdict, this.#failure.end);
    else this.#keepArtifacts();
  }

  #verdictOn(end: ProcessEnd): Verdict {
    // A writer that finds no room mostly just fails; why, the disk says.
    if (isDiskFull(this.#job.files.logPath)) return diskFull;
    if (end.kind === "signaled") return { status: "failed", reason: "signal", detail: null };
    // What every shell answers when it does not find the command.
    return { status: "failed", reason: end.exitCode === 127 ? "command-not-found" : "exit-code", detail: null };
  }

  #keepArtifacts(): void {
    const { stage, projectPath, files } = this.#job;
    if (stage.artifacts.length === 0) {
      this.#end(passed);
      return;
    }
    const find = this.#redacted?.newFinder ?? null;
    void keepArtifacts(projectPath, stage.artifacts, files.artifactFolder, this.#keeping.signal, find).then(({ files: kept, fault }) => {
      if (this.#verdict !== null) this.#end(this.#verdict);
      else if (fault === null) this.#end(passed, null, kept);
      else this.#end({ status: stagesOwn.has(fault.reason) ? "failed" : "errored", ...fault }, null, kept);
    });
  }

  #end(asReached: Verdict, commandEnd: ProcessEnd | null = null, artifacts: KeepOutcome["files"] = []): void {
    this.#disarmStage();
    const { outputPath, summaryPath } = this.#job.files;
    const reached = this.#closeRedacted(asReached);
    const outputs = readOutputs(outputPath);
    const verdict: Verdict =
      reached.status === "passed" && !outputs.ok
        ? { status: "errored", reason: "outputs-invalid", detail: outputs.failure.message }
        : reached;
    const exit = reached.status === "passed" ? { exitCode: 0, signal: null } : exitOf(commandEnd);
    const told = { outputs: outputs.ok ? outputs.value : {}, why: null, hasSummary: hasText(summaryPath) };
    this.log.finish(this.#closeLog(), ({ bytes, lines }) => {
      const outcome: StageOutcome = {
        status: verdict.status,
        reason: verdict.reason,
        end: { detail: verdict.detail, ...exit, logBytes: bytes, logLines: lines, steps: this.steps, ...told },
        artifacts,
        ...(this.#redacted !== null && { holdsSecret: this.#redacted.holdsSecret }),
      };
      // The first step may have failed to start while `executeStage` is still at work.
      queueMicrotask(() => this.#listener.onEnd(outcome));
    });
  }

  /** Keeps what a stage with secrets told, without them: also in what is said of its end. */
  #closeRedacted(verdict: Verdict): Verdict {
    const redacted = this.#redacted;
    if (redacted === null) return verdict;
    const detail = verdict.detail === null ? null : redacted.redactText(verdict.detail);
    try {
      redacted.close(this.#job.files);
      return { ...verdict, detail };
    } catch (error) {
      return verdict.status === "passed" ? unwritable(error, this.#job.files.outputPath) : { ...verdict, detail };
    }
  }

  /** The log's size. */
  #closeLog(): number {
    if (this.#descriptor === -1) return 0;
    const { size } = fstatSync(this.#descriptor);
    closeSync(this.#descriptor);
    if (size === 0) removeEmptyLog(this.#job.files.logPath);
    return size;
  }
}

/** Why artifacts were not kept, where the stage is at fault and not the machine. */
const stagesOwn: ReadonlySet<StatusReason> = new Set(["artifact-missing", "artifact-secret"]);

function hasText(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size > 0;
  } catch {
    // What a stage made unreadable cannot be shown.
    return false;
  }
}

/** Whether links take `path`, which is below `folder`, elsewhere. One that is not there leads nowhere. */
function leadsOut(folder: string, path: string): boolean {
  try {
    const root = realpathSync(folder);
    const place = realpathSync(path);
    return place !== root && !place.startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    // Starting the command says what is wrong with it.
    return false;
  }
}

function newStepRun({ name, run }: PlannedStep): StepRun {
  return { name, run, startedAt: null, finishedAt: null, exitCode: null, signal: null, logOffset: null, logLine: null };
}

function exitOf(end: ProcessEnd | null): { exitCode: number | null; signal: string | null } {
  if (end?.kind === "signaled") return { exitCode: null, signal: end.signal };
  return { exitCode: end?.exitCode ?? null, signal: null };
}

function unwritable(error: unknown, path: string): Verdict {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") throw error;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull;
  return { status: "errored", reason: "log-unwritable", detail: `The log ${path} cannot be written: ${(error as Error).message}.` };
}
