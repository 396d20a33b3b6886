import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { err, type Failure, ok, type Result } from "../../../shared/result.ts";
import { signalGroup } from "./groups.ts";
import { shellCommand } from "./shells.ts";
import { explainStartFailure, type StartFailureCode } from "./start-failure.ts";

/** A program whose streams are to be ours. */
export interface PipedRequest {
  /** A name to be found on the PATH of `env`, or a path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Windows only: the arguments are quoted already. */
  readonly isVerbatim?: boolean;
  /** An absolute folder. */
  readonly cwd: string;
  /** The complete environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** A program that runs, as the first of a process group of its own. */
export interface PipedProgram {
  /** What is written after its end is dropped. */
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /**
   * Its exit code, `null` when a signal ended it; once what it wrote has been read. What it left behind goes on, may hold the
   * streams open, and is waited for only a moment.
   */
  readonly ended: Promise<number | null>;
  /** Asks its group to end, and kills what is left of it after `graceMs`. */
  stop(graceMs: number): void;
  /** Kills what it has left of its group; to be called as soon as it has ended, while nobody else can have its number. */
  endRest(): void;
}

/** What is still in the pipes of a program that has ended is read within this. */
const drainMs = 250;

/** Starts a program with pipes for its streams. */
export function startPiped(request: PipedRequest): Result<PipedProgram, Failure<StartFailureCode>> {
  const { file, args, isVerbatim = false, cwd, env } = request;
  const refuse = (cause: unknown) => err(explainStartFailure({ cwd, env, shell: null }, file, cause));
  try {
    const child = spawn(file, [...args], {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
      windowsVerbatimArguments: isVerbatim,
    });
    if (child.pid !== undefined) return ok(supervise(child, child.pid));
    // The same is told again as an event, which would be thrown if nobody listened.
    child.on("error", () => {});
    return refuse(null);
  } catch (cause) {
    return refuse(cause);
  }
}

/**
 * Holds a script while this process lives: its input is a pipe from here, whose end, also when we are killed, ends the
 * script's group. What a script has left behind when it ends is no longer held. Asked to end, it waits for the script.
 */
const guard = `
trap : TERM
exec 3<&0
"$@" </dev/null 3<&- &
pid=$!
exec 2>/dev/null
( trap - TERM; cat <&3; kill -TERM 0 ) >/dev/null &
watch=$!
while :; do
  wait "$pid"
  code=$?
  kill -0 "$pid" 2>/dev/null || break
done
kill "$watch"
exit "$code"`;

/** The same for a script, see `shellCommand`, that ends when this process does. Its input is empty. */
export function startPipedScript(
  script: string,
  shell: string | null,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Result<PipedProgram, Failure<StartFailureCode>> {
  const program = shellCommand(shell, script, process.platform);
  if (program === null) return err(explainStartFailure({ cwd, env, shell }, "", null));
  if (process.platform === "win32") return startPiped({ ...program, cwd, env });
  return startPiped({ file: "sh", args: ["-c", guard, "sh", program.file, ...program.args], cwd, env });
}

function supervise(child: ChildProcessWithoutNullStreams, pid: number): PipedProgram {
  const ended = Promise.withResolvers<number | null>();
  let killing: NodeJS.Timeout | undefined;
  let hasEnded = false;
  // How it ended says why.
  for (const stream of [child, child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  child.once("exit", (exitCode) => {
    hasEnded = true;
    const drain = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, drainMs);
    child.once("close", () => {
      clearTimeout(drain);
      ended.resolve(exitCode);
    });
  });
  function signal(name: NodeJS.Signals): void {
    if (process.platform === "win32") child.kill(name);
    else signalGroup(pid, name);
  }
  return {
    input: child.stdin,
    output: child.stdout,
    errors: child.stderr,
    ended: ended.promise,
    stop: (graceMs) => {
      if (hasEnded || killing !== undefined) return;
      signal("SIGTERM");
      killing = setTimeout(() => signal("SIGKILL"), graceMs);
      void ended.promise.then(() => clearTimeout(killing));
    },
    endRest: () => {
      if (hasEnded && process.platform !== "win32") signalGroup(pid, "SIGKILL");
    },
  };
}
