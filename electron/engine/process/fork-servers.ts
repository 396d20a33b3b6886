import { canHaveForkServers, ForkServer } from "./fork-server.ts";
import type { Cookie } from "./leftovers.ts";
import { startDirectly } from "./start-directly.ts";
import type { StartProcess } from "./start-process.ts";

/** Starts the processes of a run, any number at once. */
export interface ForkServers {
  readonly start: StartProcess;
  /** Lets them go once nothing runs any more. */
  close(): void;
}

/**
 * Has no server yet: one is made when a process is to be started and all others have one. They carry the mark, so that
 * whoever kills what is left of the run finds a server that was about to fork, and what it has just forked, too. Where
 * there can be no server (without Perl or /proc, or outside Linux) Node starts every process.
 */
export function createForkServers(mark: Cookie): ForkServers {
  let servers: ForkServer[] = [];
  let isUsable = canHaveForkServers;

  function close(): void {
    for (const server of servers) server.close();
  }

  const startOtherwise: StartProcess = (request, listener) => {
    isUsable = false;
    // Where descriptors ran out, theirs are needed.
    close();
    startDirectly(request, listener);
  };

  function freeServer(): ForkServer {
    servers = servers.filter((server) => !server.isGone);
    const idle = servers.find((server) => server.isIdle);
    if (idle !== undefined) return idle;
    const server = new ForkServer(mark, startOtherwise);
    servers.push(server);
    return server;
  }

  return {
    start: (request, listener) => {
      if (isUsable) freeServer().start(request, listener);
      else startDirectly(request, listener);
    },
    close,
  };
}
