import { spawn } from "node:child_process";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** A program that goes on when this one ends. */
export interface DetachedRequest {
  readonly executable: string;
  readonly args: readonly string[];
  /** The complete environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Written to its standard input, which then ends. */
  readonly input: string;
  /** How long it may take to answer. */
  readonly answerMs: number;
}

/** Of what a program that fails says on its standard error, the end is what explains it. */
const maxComplaintCharacters = 2_000;

/**
 * Starts a program in a session of its own and gives the first line that it writes to its standard output, by which it
 * says that it is ready. After that it is let go. One that ends or keeps silent instead is a failure, and is killed.
 */
export function startDetached(request: DetachedRequest): Promise<Result<string, Failure<"not-started">>> {
  const child = spawn(request.executable, request.args, {
    env: request.environment,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  return new Promise((resolve) => {
    let answer = "";
    let complaint = "";
    function settle(result: Result<string, Failure<"not-started">>): void {
      clearTimeout(timer);
      child.removeAllListeners();
      child.on("error", () => {});
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      child.unref();
      resolve(result);
    }
    function fail(why: string): void {
      child.kill("SIGKILL");
      settle(err(failure("not-started", [why, complaint.trim()].filter(Boolean).join(" "))));
    }
    const timer = setTimeout(() => fail(`${request.executable} did not answer.`), request.answerMs);
    child.on("error", (error) => fail(`${error.message}.`));
    child.on("close", () => fail(`${request.executable} ended without an answer.`));
    // It may end before it has read everything; then that it ended is what is told.
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-maxComplaintCharacters);
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
      const end = answer.indexOf("\n");
      if (end !== -1) settle(ok(answer.slice(0, end)));
    });
    child.stdin.end(request.input);
  });
}
