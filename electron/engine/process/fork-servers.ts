import { ForkServer } from "./fork-server.ts";
import { startDirectly } from "./start-directly.ts";
import type { StartProcess } from "./start-process.ts";

/** A server costs about two processes started by Node; who starts this many will hardly stop there. */
const fewProcesses = 4;

/**
 * Gives the processes of this program to fork servers, each of which has one at a time; a new one is made when all have.
 * The first few are started by Node, so that a run of a few stages pays for no server; so is every one where there can be
 * no server: without Perl or /proc, or outside Linux. `isEager`: servers from the first process on.
 */
export function createForkServers(isEager = false): StartProcess {
  let servers: ForkServer[] = [];
  let isUsable = process.platform === "linux";
  let directCount = 0;

  const startOtherwise: StartProcess = (request, listener) => {
    isUsable = false;
    startDirectly(request, listener);
  };

  /** One that is free, perhaps a new one; `undefined` when Node had better do it. */
  function findServer(): ForkServer | undefined {
    if (!isUsable) return undefined;
    servers = servers.filter((server) => !server.isGone);
    const idle = servers.find((server) => server.isIdle);
    if (idle !== undefined) return idle;
    if (!isEager && directCount < fewProcesses) return undefined;
    const server = new ForkServer(startOtherwise);
    servers.push(server);
    return server;
  }

  return (request, listener) => {
    const server = findServer();
    if (server !== undefined) server.start(request, listener);
    else {
      directCount += 1;
      startDirectly(request, listener);
    }
  };
}
