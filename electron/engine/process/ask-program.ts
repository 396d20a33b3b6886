import { spawn } from "node:child_process";
import { signalGroup } from "./groups.ts";

/** A program that is to say something and end. */
export interface Question {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What it said, on either stream. */
export interface Answer {
  readonly exitCode: number;
  readonly text: string;
}

/** More is not read: it is asked for a line. */
const maxCharacters = 64 * 1024;

/**
 * Runs a program without input, in a group of its own, and answers what it said; `null` when it cannot be started, was
 * killed, or did not end in time. Nothing of it goes on afterwards.
 */
export function askProgram({ file, args, cwd, environment, timeoutMs, signal }: Question): Promise<Answer | null> {
  if (signal?.aborted) return Promise.resolve(null);
  const given = Promise.withResolvers<Answer | null>();
  // Windows runs these only through its shell.
  const isScript = /\.(cmd|bat)$/i.test(file);
  const child = spawn(isScript ? `"${file}"` : file, [...args], {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
    shell: isScript,
  });
  let text = "";
  const take = (part: string) => {
    text = (text + part).slice(0, maxCharacters);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  function end(answer: Answer | null): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
    if (child.pid !== undefined && process.platform !== "win32") signalGroup(child.pid, "SIGKILL");
    else child.kill("SIGKILL");
    // What it started may have left its group, and keep the streams open.
    child.stdout.destroy();
    child.stderr.destroy();
    given.resolve(answer);
  }
  const giveUp = () => end(null);
  const timer = setTimeout(giveUp, timeoutMs);
  signal?.addEventListener("abort", giveUp, { once: true });
  child.once("error", giveUp);
  child.once("close", (exitCode) => end(exitCode === null ? null : { exitCode, text }));
  return given.promise;
}
