import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { networkReason } from "../../../../shared/network-words.ts";
import type { PlannedCheck } from "../../../../shared/pipeline/planned-monitor.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { listCommandLines, startPipedScript } from "../../process/process.ts";
import { lastWords } from "../../secret/secret.ts";
import { createTimeGuard } from "../../time-guard.ts";
import { freeWords } from "../words.ts";
import { bad, type Found, good } from "./found.ts";

type Check<Kind extends PlannedCheck["kind"]> = Extract<PlannedCheck, { kind: Kind }>;

/** How long a script may take to end when it is asked to. */
const graceMs = 1_000;

/** What a script of a monitor works with. */
export interface ScriptSurroundings {
  readonly projectPath: string;
  /** The environment of the process that watches. */
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: ReadonlyMap<string, string>;
}

/** Runs a script; it and its group are ended with the check, also what it has left in the background. */
export async function checkCommand(check: Check<"run">, around: ScriptSurroundings, signal: AbortSignal): Promise<Found> {
  const { ELECTRON_RUN_AS_NODE: _own, ...inherited } = around.environment;
  const environment = {
    ...Object.fromEntries(Object.entries(inherited).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...check.env,
    ...Object.fromEntries(around.secrets),
    MILLRACE_PROJECT: around.projectPath,
  };
  const started = startPipedScript(check.run, check.shell, resolve(around.projectPath, check.cwd), environment);
  if (!started.ok) return bad(started.failure.message);
  const program = started.value;
  const said = lastWords([program.output, program.errors], around.secrets);
  const stop = () => program.stop(graceMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const exitCode = await program.ended;
  program.endRest();
  program.input.end();
  signal.removeEventListener("abort", stop);
  if (exitCode === 0) return good("exit code 0");
  const last = said();
  const ending = exitCode === null ? "ended by a signal" : `exit code ${exitCode}`;
  return bad(last === "" ? ending : `${ending}: ${last}`);
}

/** A pattern that explodes is a fault of the file's, not of what it is held against. */
const patternMs = 200;

/** Whether a process is there whose command line matches. */
export async function checkProcess({ pattern }: Check<"process">, signal: AbortSignal): Promise<Found> {
  const lines = await listCommandLines(signal);
  if (lines === null) return bad("processes cannot be listed here");
  const expression = new RegExp(pattern);
  let count = 0;
  const isDone = createTimeGuard(patternMs)(() => {
    count = lines.filter((line) => expression.test(line)).length;
  });
  if (!isDone) return bad("the pattern takes too long");
  return count === 0 ? bad("no such process") : good(count === 1 ? "1 process" : `${count} processes`);
}

/** Whether the disk of a folder has enough left. */
export async function checkDisk({ path, free }: Check<"disk">, projectPath: string): Promise<Found> {
  try {
    const { bavail, bfree, blocks, bsize } = await statfs(resolve(projectPath, path));
    const freeBytes = bavail * bsize;
    // As `df` counts: what is kept for the system is nobody's.
    const share = bavail / Math.max(1, blocks - bfree + bavail);
    const isEnough = "bytes" in free ? freeBytes >= free.bytes : share >= free.share;
    const detail = `${formatBytes(freeBytes)} free (${Math.floor(share * 1_000) / 10} %)`;
    return isEnough ? good(detail) : bad(`${detail}, less than ${freeWords(free)}`);
  } catch (error) {
    return bad(networkReason(error));
  }
}
