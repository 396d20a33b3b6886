import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "../../../shared/contract/monitors.ts";
import type { MonitorId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { mostTimerMs } from "../../../shared/time.ts";
import { askOverSocket, connectToPlace, startDetached } from "../process/process.ts";
import type { Store, StoreFailure } from "../store/store.ts";

/** How the process that watches is started: `entry/monitor-host` by a Node, which under Electron is Electron itself. */
export interface MonitorHostProgram {
  readonly executable: string;
  /** The script's path at least. */
  readonly args: readonly string[];
  /** Its complete environment, which commands inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** See `HostProgram.secretKey` of runs. */
  readonly secretKey?: () => Promise<string | null>;
}

/** What it is given on its standard input. */
export interface MonitorHostInput {
  readonly dataFolder: string;
  /** The key of the secrets, in base64; `null` reads the key's file. */
  readonly secretKey: string | null;
}

/** What it answers, as one line on its standard output: that it watches, or that another one does. */
export type MonitorHostAnswer = Result<{ readonly isHost: boolean }, Failure>;

/** Why nobody watches. */
export type MonitorHostFailure = Failure<"host-failed">;

/** Opening a history behind a long lock takes seconds; this much is a fault. */
const answerMs = 30_000;

/** Who has just been killed may hold its socket for a moment yet. */
const pauseMs = 20;
const mostTries = 100;

/** Each look-up of a name takes one of these threads, and may take it for long: others must not wait for it. */
const lookupThreads = "64";

/** A check takes its time, and some to end. */
const marginMs = 10_000;

/** Connects to the process that watches; it stays as long as somebody is connected. `null` when there is none. */
export async function connectToWatch(store: Store): Promise<Socket | null> {
  const place = store.read(({ monitors }) => monitors.hostSocket());
  const connection = place.ok ? await connectToPlace(place.value) : null;
  return connection?.state === "connected" ? connection.socket : null;
}

/** The same, and starts it when there is none. Safe from many processes at once: there is never more than one. */
export async function makeSureOfWatch(
  store: Store,
  program: MonitorHostProgram | null,
): Promise<Result<Socket, MonitorHostFailure | StoreFailure>> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const socket = await connectToWatch(store);
    if (socket !== null) return ok(socket);
    if (program === null) return err(failure("host-failed", "Monitors cannot be looked at from here."));
    const launched = await launch(store.folder, program);
    if (!launched.ok) return launched;
    if (!launched.value.isHost) await sleep(pauseMs);
  }
  return err(failure("host-failed", "The process that watches does not answer.", "Try again."));
}

/** Has a monitor looked at now; `null` when it is not watched. `timeoutMs`: how long its check may take. */
export async function askForCheck(
  store: Store,
  program: MonitorHostProgram | null,
  id: MonitorId,
  timeoutMs: number,
): Promise<Result<Check | null, MonitorHostFailure | StoreFailure>> {
  const socket = await makeSureOfWatch(store, program);
  if (!socket.ok) return socket;
  const line = await askOverSocket(socket.value, `check ${id}`, Math.min(timeoutMs + marginMs, mostTimerMs));
  if (line === null) return err(failure("host-failed", "The process that watches does not answer.", "Try again."));
  return ok((JSON.parse(line) as { readonly value: Check | null }).value);
}

async function launch(dataFolder: string, program: MonitorHostProgram): Promise<Result<{ readonly isHost: boolean }, MonitorHostFailure>> {
  const secretKey = (await program.secretKey?.()) ?? null;
  const input: MonitorHostInput = { dataFolder, secretKey };
  const environment = { UV_THREADPOOL_SIZE: lookupThreads, ...withoutMarks(program.environment) };
  const started = await startDetached({ ...program, environment, input: JSON.stringify(input), answerMs });
  if (!started.ok) return err(failure("host-failed", `The process that watches could not be started: ${started.failure.message}`));
  try {
    const answer = JSON.parse(started.value) as MonitorHostAnswer;
    return answer.ok ? answer : err(failure("host-failed", answer.failure.message, answer.failure.hint));
  } catch {
    return err(failure("host-failed", "The process that watches answered what it should not."));
  }
}

/** Started within a stage it is none of that stage's leftovers, and outlives it. */
function withoutMarks(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^MILLRACE_(RUN|STAGE.*|ATTEMPT|OUTPUT|SUMMARY|SERVICE)$/.test(name)),
  );
}
