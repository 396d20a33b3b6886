import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { err, type Failure, ok, type Result } from "../../../shared/result.ts";
import { isGroupAlive, signalGroup } from "./groups.ts";
import { type Cookie, killLeftovers as killHolders } from "./leftovers.ts";
import { shellCommand } from "./shells.ts";
import { explainStartFailure, type StartFailureCode } from "./start-failure.ts";

export { type Answer, askProgram, type Question } from "./ask-program.ts";
export { findProgram } from "./find-program.ts";
export { launch } from "./launch.ts";
export { type OutputPipe, openOutputPipe } from "./output-pipe.ts";
export { startDetached } from "./start-detached.ts";

/** What to run and where. */
export interface CommandRequest {
  readonly script: string;
  /** See `shellCommand`; `null` takes the platform's default. */
  readonly shell: string | null;
  /** An absolute folder. */
  readonly cwd: string;
  /** The complete environment; nothing is inherited. Its PATH is where the shell is looked for. */
  readonly env: Readonly<Record<string, string>>;
  /** An open descriptor that gets standard output and standard error; stays open and stays the caller's. */
  readonly outputFd: number;
}

/** How a command ended. */
export type CommandEnd = { readonly kind: "exited"; readonly exitCode: number } | { readonly kind: "signaled"; readonly signal: string };

/** A command that runs. */
export interface RunningCommand {
  /** Also the id of its process group. */
  readonly pid: number;
  /**
   * Asks the whole group to end, gives it `graceMs`, then kills what is left of it and whoever carries its
   * `MILLRACE_STAGE_RUN`. `onEnd` comes when all of them are gone, at the latest about 0.1 s after the grace.
   */
  stop(graceMs: number): void;
  /** The same without any grace. */
  kill(): void;
}

/** How often a stopping group is looked at: soon at first, then rarely. */
const firstLookMs = 4;
const lastLookMs = 64;

/** How long a killed group may take to vanish before the end is told anyway. */
const burialMs = 1_000;

/**
 * Starts a script as a process group and session of its own, without standard input. `onEnd` is called exactly once,
 * after the first process has ended and what it left of its group was killed; never before this returns, and never
 * when this answers a failure.
 */
export function startCommand(request: CommandRequest, onEnd: (end: CommandEnd) => void): Result<RunningCommand, Failure<StartFailureCode>> {
  const command = shellCommand(request.shell, request.script, process.platform);
  if (command === null) return err(explainStartFailure(request, "", null));
  const options: SpawnOptions = {
    cwd: request.cwd,
    env: request.env as NodeJS.ProcessEnv,
    stdio: ["ignore", request.outputFd, request.outputFd],
    detached: true,
    windowsHide: true,
    windowsVerbatimArguments: command.isVerbatim,
  };
  let child: ChildProcess;
  try {
    child = spawn(command.file, command.args, options);
  } catch (cause) {
    // Too large for the system, or a NUL in it: said at once, unlike what is missing.
    return err(explainStartFailure(request, command.file, cause));
  }
  if (child.pid === undefined) {
    // The same is told again as an event, which would be thrown if nobody listened.
    child.on("error", () => {});
    return err(explainStartFailure(request, command.file, null));
  }
  const value = request.env.MILLRACE_STAGE_RUN;
  const cookie: Cookie | null = value === undefined ? null : { name: "MILLRACE_STAGE_RUN", value };
  return ok(superviseCommand(child, child.pid, cookie, onEnd));
}

/** Kills whoever still carries the cookie, and what they started. See `leftovers.ts`. Answers how many. */
export function killLeftovers(cookie: Cookie): Promise<number> {
  return killHolders(cookie);
}

function superviseCommand(child: ChildProcess, pid: number, cookie: Cookie | null, onEnd: (end: CommandEnd) => void): RunningCommand {
  let end: CommandEnd | null = null;
  let isOver = false;
  let isStopping = false;
  let isKilled = false;
  let deadline: NodeJS.Timeout | undefined;
  /** Makes a stopping group be looked at now. */
  let lookNow = () => {};

  child.once("exit", (exitCode, signal) => {
    end = signal === null ? { kind: "exited", exitCode: exitCode ?? 0 } : { kind: "signaled", signal };
    if (isStopping) {
      lookNow();
      return;
    }
    isOver = true;
    // One system call in the ordinary case: nobody is there. The id cannot have been given to others so soon.
    signalGroup(pid, "SIGKILL");
    onEnd(end);
  });

  function stop(graceMs: number): void {
    if (isOver || isKilled) return;
    if (graceMs <= 0) {
      isKilled = true;
      clearTimeout(deadline);
      // First those who can be found by their parents, too: once the parents are dead nothing leads to them.
      if (cookie !== null) void killHolders(cookie);
      killTree(pid);
      lookNow();
    } else if (!isStopping) {
      askToEnd(pid);
      deadline = setTimeout(() => stop(0), graceMs);
    }
    if (isStopping) return;
    isStopping = true;
    void watchStop();
  }

  /** Waits until the first process and its group have ended, by themselves or by force, then sweeps and tells. */
  async function watchStop(): Promise<void> {
    let waitMs = firstLookMs;
    let waitedAfterKillMs = 0;
    while (end === null || (isGroupAlive(pid) && waitedAfterKillMs < burialMs)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        lookNow = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isKilled) waitedAfterKillMs += waitMs;
      waitMs = isKilled ? firstLookMs : Math.min(waitMs * 2, lastLookMs);
    }
    isOver = true;
    clearTimeout(deadline);
    if (cookie !== null) await killHolders(cookie);
    onEnd(end);
  }

  return { pid, stop, kill: () => stop(0) };
}

function askToEnd(pid: number): void {
  if (process.platform === "win32") return;
  signalGroup(pid, "SIGTERM");
  // A process that is stopped (Ctrl-Z) would see the signal only when it goes on.
  signalGroup(pid, "SIGCONT");
}

function killTree(pid: number): void {
  if (process.platform !== "win32") {
    signalGroup(pid, "SIGKILL");
    return;
  }
  // Windows has no groups: its own tool ends the tree by parents.
  spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true }).on("error", () => {});
}
