import { shellCommand } from "./shells.ts";
import { startDirectly } from "./start-directly.ts";
import { explainStartFailure } from "./start-failure.ts";
import type { StartProcess } from "./start-process.ts";
import { type CommandEnd, type RunningCommand, SupervisedCommand } from "./supervised-command.ts";

export { type Answer, askProgram, type Question } from "./ask-program.ts";
export { listCommandLines } from "./command-lines.ts";
export { findProgram } from "./find-program.ts";
export { createForkServers, type ForkServers } from "./fork-servers.ts";
export { endLasting, environmentOfProcess, findByCookie, identityOf, type LastingRequest, startLasting } from "./lasting.ts";
export { launch } from "./launch.ts";
export { endLeftovers, killLeftovers } from "./leftovers.ts";
export { askOverSocket, connectToPlace, type LocalSocket, listenForLines } from "./local-socket.ts";
export { type OutputPipe, openKeptPipe, openOutputPipe } from "./output-pipe.ts";
export { type PipedProgram, startPiped, startPipedScript } from "./piped-program.ts";
export { findPortHolder, type PortHolder } from "./ports.ts";
export { newPlaceBeside, newSocketPlace, removePlacesBeside } from "./socket-place.ts";
export { startDetached } from "./start-detached.ts";
export type { ProcessEnd, StartProcess } from "./start-process.ts";
export type { CommandEnd, RunningCommand } from "./supervised-command.ts";
export { measureTrees, type TreeUse } from "./tree-use.ts";

/** A program and its arguments, without a shell. */
export interface ProgramLine {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
}

/** What to run and where. */
export interface CommandRequest {
  readonly script: string;
  /** Started instead of a shell with the script. It alone is asked to end, and sees to what it has started by itself. */
  readonly program?: ProgramLine | undefined;
  /** See `shellCommand`; `null` takes the platform's default. */
  readonly shell: string | null;
  /** An absolute folder. */
  readonly cwd: string;
  /** The complete environment; nothing is inherited. Its PATH is where the shell is looked for. */
  readonly env: Readonly<Record<string, string>>;
  /** An open descriptor that gets standard output and standard error; stays open and stays the caller's. */
  readonly outputFd: number;
}

/**
 * Starts a script as a process group of its own, without standard input. `onEnd` is called exactly once, after the first
 * process has ended and what it left of its group was killed; never before this returns.
 */
export function startCommand(
  request: CommandRequest,
  onEnd: (end: CommandEnd) => void,
  startProcess: StartProcess = startDirectly,
): RunningCommand {
  const value = request.env.MILLRACE_STAGE_RUN;
  const command = new SupervisedCommand(value === undefined ? null : { name: "MILLRACE_STAGE_RUN", value }, onEnd, {
    asksFirstOnly: request.program !== undefined,
  });
  const program =
    request.program === undefined
      ? shellCommand(request.shell, request.script, process.platform)
      : { ...request.program, isVerbatim: false };
  const fail = (cause: unknown) => command.onFailure(explainStartFailure(request, program?.file ?? "", cause));
  if (program === null) fail(null);
  else {
    const { cwd, env, outputFd } = request;
    startProcess(
      { ...program, cwd, env, outputFd },
      {
        onStart: (pid) => command.onStart(pid),
        onExit: (end) => command.onExit(end),
        onLost: () => command.onLost(),
        onFailure: fail,
      },
    );
  }
  return command;
}
