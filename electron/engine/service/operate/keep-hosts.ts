import type { Socket } from "node:net";
import type { ProjectId } from "../../../../shared/ids.ts";
import { secondMs } from "../../../../shared/time.ts";
import { makeSureOfHost, type ServiceHostProgram } from "../../operate/operate.ts";
import { connectToPlace } from "../../process/process.ts";
import type { Store } from "../../store/store.ts";

/** What it works with. */
export interface KeepParts {
  readonly store: Store;
  /** `null` where none can be started. */
  readonly serviceHost: ServiceHostProgram | null;
}

/**
 * Gives services that ask for one a host again where the last one was killed: it finds what runs. What cannot be started now
 * is left to the next call.
 */
export async function recoverServices({ store, serviceHost }: KeepParts): Promise<void> {
  const asking = store.read(({ services }) => services.needingHost());
  if (asking.ok) await Promise.all(asking.value.map((project) => makeSureOfHost(store, project, serviceHost)));
}

/** How soon to look again whether somebody asks for a host. */
const lookAgainMs = secondMs;

/** Keeps a connection to the host of every project's services, and starts one again at the moment when it breaks off. */
export function keepServiceHosts(parts: KeepParts): () => void {
  const { store } = parts;
  const watched = new Map<ProjectId, Socket | null>();
  let isClosed = false;
  let lookAgain: NodeJS.Timeout | undefined;

  async function follow(project: ProjectId, place: string | null): Promise<void> {
    watched.set(project, null);
    const connection = await connectToPlace(place ?? "");
    if (connection.state === "connected" && !isClosed) {
      const { socket } = connection;
      watched.set(project, socket);
      socket.unref();
      socket.on("error", () => {});
      socket.on("data", () => {});
      socket.once("close", () => {
        watched.delete(project);
        if (!isClosed) look();
      });
      return;
    }
    if (connection.state === "connected") connection.socket.destroy();
    if (connection.state === "nobody" && !isClosed) await makeSureOfHost(store, project, parts.serviceHost);
    watched.delete(project);
    if (!isClosed) lookAgain ??= setTimeout(look, lookAgainMs).unref();
  }
  function look(): void {
    clearTimeout(lookAgain);
    lookAgain = undefined;
    const asking = store.read(({ services }) => services.needingHost().map((project) => [project, services.host(project)] as const));
    if (!asking.ok) return;
    for (const [project, place] of asking.value) if (!watched.has(project)) void follow(project, place);
  }

  look();
  const stopWatching = store.watch((events) => {
    if (events.some((event) => event.type === "service")) look();
  });
  return () => {
    isClosed = true;
    clearTimeout(lookAgain);
    stopWatching();
    for (const socket of watched.values()) socket?.destroy();
  };
}
