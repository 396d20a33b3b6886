import { err, type Failure, ok, type Result } from "../../../shared/result.ts";
import { startPipedScript } from "../process/process.ts";
import { onLines } from "./lines.ts";

/** A script to run on this machine. */
export interface LocalScript {
  readonly script: string;
  readonly shell: string | null;
  /** An absolute folder. */
  readonly folder: string;
  /** Complete. */
  readonly environment: Readonly<Record<string, string>>;
  /** A line of its output, on either stream. */
  readonly onLine: (line: string) => void;
  /** It is asked to end when this is, and killed soon after. */
  readonly signal: AbortSignal;
}

/** How long a script may take to end when it is asked to. */
const graceMs = 5_000;

/**
 * Runs a script. Answers its exit code, `null` when a signal ended it. What it starts and leaves behind lives on: to start
 * something is what it is for.
 */
export async function runScript(order: LocalScript): Promise<Result<number | null, Failure>> {
  if (order.signal.aborted) return ok(null);
  // With it they would be taken for leftovers of the stage that deploys.
  const { MILLRACE_STAGE_RUN: _stage, MILLRACE_RUN: _run, ...environment } = order.environment;
  const started = startPipedScript(order.script, order.shell, order.folder, environment);
  if (!started.ok) return err(started.failure);
  const program = started.value;
  onLines(program.output, order.onLine);
  onLines(program.errors, order.onLine);
  const stop = () => program.stop(graceMs);
  order.signal.addEventListener("abort", stop, { once: true });
  const exitCode = await program.ended;
  program.input.end();
  order.signal.removeEventListener("abort", stop);
  return ok(exitCode);
}
