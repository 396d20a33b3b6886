import { setTimeout as sleep } from "node:timers/promises";
import type { ProjectId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { askOverSocket, connectToPlace, startDetached } from "../process/process.ts";
import type { Store, StoreFailure } from "../store/store.ts";

/** How the host of a project's services is started: `entry/service-host` by a Node, which under Electron is Electron itself. */
export interface ServiceHostProgram {
  readonly executable: string;
  /** The script's path at least. */
  readonly args: readonly string[];
  /** The host's complete environment, which services inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** See `HostProgram.secretKey` of runs. */
  readonly secretKey?: () => Promise<string | null>;
}

/** What the host is given on its standard input. */
export interface ServiceHostInput {
  readonly dataFolder: string;
  readonly projectId: ProjectId;
  /** The key of the secrets, in base64; `null` reads the key's file. */
  readonly secretKey: string | null;
}

/** What the host answers, as one line on its standard output: that it is the host, or that another one is. */
export type ServiceHostAnswer = Result<{ readonly isHost: boolean }, Failure>;

/** Why nobody looks after the services. */
export type HostFailure = Failure<"host-failed">;

/** Opening a history behind a long lock takes seconds; this much is a fault. */
const answerMs = 30_000;

/** Who has just been killed may hold its socket for a moment yet. */
const pauseMs = 20;
const mostLaunches = 3;

/** A host that does not answer for so long is stopped, or hangs: a person is told rather than kept waiting. */
const patienceMs = 12_000;

/**
 * Makes sure that the project's services have a host, and that it looks at what was asked of it. Safe from many processes at
 * once: there is never more than one host.
 */
export async function makeSureOfHost(
  store: Store,
  project: ProjectId,
  program: ServiceHostProgram | null,
): Promise<Result<null, HostFailure | StoreFailure>> {
  let reason = "";
  let launches = 0;
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const socket = store.read(({ services }) => services.host(project));
    if (!socket.ok) return socket;
    if (socket.value !== null) {
      const connection = await connectToPlace(socket.value);
      if (connection.state === "connected" && (await askOverSocket(connection.socket, "look")) !== null) return ok(null);
      if (connection.state === "unsure") reason = connection.reason;
    }
    if (program === null) return err(failure("host-failed", "Services cannot be started from here."));
    const launched = await launchHost(store.folder, project, program);
    if (!launched.ok) {
      // It may have been killed before it answered.
      launches += 1;
      if (launches === mostLaunches) return launched;
      continue;
    }
    // It looks at all that was asked before it answers.
    if (launched.value.isHost) return ok(null);
    await sleep(pauseMs);
  }
  return err(failure("host-failed", `The host of the services does not answer${reason === "" ? "" : `: ${reason}`}.`, "Try again."));
}

async function launchHost(
  dataFolder: string,
  projectId: ProjectId,
  program: ServiceHostProgram,
): Promise<Result<{ readonly isHost: boolean }, HostFailure>> {
  const secretKey = (await program.secretKey?.()) ?? null;
  const input: ServiceHostInput = { dataFolder, projectId, secretKey };
  const environment = withoutMarks(program.environment);
  const started = await startDetached({ ...program, environment, input: JSON.stringify(input), answerMs });
  if (!started.ok) return err(failure("host-failed", `The host of the services could not be started: ${started.failure.message}`));
  try {
    const answer = JSON.parse(started.value) as ServiceHostAnswer;
    return answer.ok ? answer : err(failure("host-failed", answer.failure.message, answer.failure.hint));
  } catch {
    return err(failure("host-failed", "The host of the services answered what it should not."));
  }
}

/** A host that a stage has started is none of that stage's leftovers, and outlives it. */
function withoutMarks(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^MILLRACE_(RUN|STAGE.*|ATTEMPT|OUTPUT|SUMMARY|SERVICE)$/.test(name)),
  );
}
