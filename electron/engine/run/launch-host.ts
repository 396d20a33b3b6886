import type { RunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { startDetached } from "../process/process.ts";
import type { RecordedRun, RunRequest } from "./run-request.ts";

/** How a run host is started: `entry/run-host` by a Node, which under Electron is Electron itself. */
export interface HostProgram {
  readonly executable: string;
  /** What comes before the script's own arguments: the script's path at least. */
  readonly args: readonly string[];
  /** The host's complete environment, which stages inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * The key of the secrets, in base64, for a host that cannot ask the system's keychain itself. `null` when it can read
   * the key's file, or there is none. Asked only for runs that may have secrets.
   */
  readonly secretKey?: () => Promise<string | null>;
}

/** Why a run was not recorded by the host that was started for it. */
export type HostFailure = Failure<"host-failed" | "disk-full" | "store-unavailable">;

/** What the host is given on its standard input, which no list of processes shows. */
export interface HostInput {
  readonly dataFolder: string;
  readonly order: HostOrder;
  /** See {@link HostProgram.secretKey}. */
  readonly secretKey: string | null;
  /** Values of secrets that a person gave for this run alone: they are nowhere but in its process. */
  readonly given: Readonly<Record<string, string>>;
}

/** What a host is to do: a new run, or to go on with one that was left to wait for a person. */
export type HostOrder =
  | { readonly type: "run"; readonly request: RunRequest }
  | { readonly type: "resume"; readonly runId: RunId; readonly isCanceled: boolean };

/** What the host answers, as one line on its standard output. */
export type HostAnswer = Result<RecordedRun, Failure>;

/** Opening a history behind a long lock and planning thousands of stages takes seconds; this much is a fault. */
const answerMs = 30_000;

/** Starts a detached run host, and answers when the run is recorded. From then on it needs nobody. */
export async function launchHost(
  request: RunRequest,
  dataFolder: string,
  program: HostProgram,
  given: Readonly<Record<string, string>> = {},
): Promise<Result<RecordedRun, HostFailure>> {
  const answer = await launch({ type: "run", request }, dataFolder, program, given);
  return answer.ok ? answer : err(toHostFailure(answer.failure));
}

/**
 * Starts a detached host for a run that was left to wait for a person, and answers whether it goes on with it: it does not
 * when the run has ended, or another host was there first.
 */
export async function relaunchHost(
  runId: RunId,
  { isCanceled }: { readonly isCanceled: boolean },
  dataFolder: string,
  program: HostProgram,
): Promise<Result<boolean, HostFailure>> {
  const answer = await launch({ type: "resume", runId, isCanceled }, dataFolder, program);
  if (answer.ok) return ok(true);
  return answer.failure.code === "not-waiting" ? ok(false) : err(toHostFailure(answer.failure));
}

async function launch(
  order: HostOrder,
  dataFolder: string,
  program: HostProgram,
  given: Readonly<Record<string, string>> = {},
): Promise<HostAnswer> {
  const mayAsk = order.type === "resume" || order.request.stages.some(({ secrets }) => secrets.length > 0);
  const secretKey = mayAsk ? ((await program.secretKey?.()) ?? null) : null;
  const input: HostInput = { dataFolder, order, secretKey, given };
  const started = await startDetached({ ...program, input: JSON.stringify(input), answerMs });
  if (!started.ok) return err(failure("host-failed", `The run could not be started: ${started.failure.message}`, started.failure.hint));
  const answer = parseAnswer(started.value);
  if (answer === null) return err(failure("host-failed", "The run's process answered what it should not."));
  return answer;
}

function parseAnswer(line: string): HostAnswer | null {
  try {
    return JSON.parse(line) as HostAnswer;
  } catch {
    return null;
  }
}

function toHostFailure({ code, message, hint }: Failure): HostFailure {
  if (code === "disk-full") return failure(code, message, hint);
  return code.startsWith("store-") ? failure("store-unavailable", message, hint) : failure("host-failed", message, hint);
}
