import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { Client, LinkOpener, OpenLink } from "./client.ts";

/**
 * Links to the engine over the MessagePorts that the preload hands in: Electron's way. A new port arrives whenever the
 * shell has started a new engine; the newest one counts.
 */
export function portOpener(page: Pick<Window, "addEventListener">): LinkOpener {
  let waiting: MessagePort | null = null;
  let deliver: ((port: MessagePort) => void) | null = null;

  page.addEventListener("message", (event) => {
    const port = portIn(event);
    if (port === null) return;
    if (deliver !== null) return deliver(port);
    waiting = port;
    // Its engine went away before it was needed.
    port.addEventListener("close", () => {
      if (waiting === port) waiting = null;
    });
  });

  return (signal) =>
    new Promise((resolve, reject) => {
      const take = (port: MessagePort) => {
        waiting = null;
        deliver = null;
        resolve(linkOver(port));
      };
      signal.addEventListener("abort", () => {
        deliver = null;
        reject(new Error("The engine's port was not waited for any longer."));
      });
      if (waiting === null) deliver = take;
      else take(waiting);
    });
}

function portIn(event: Event): MessagePort | null {
  if (!(event instanceof MessageEvent)) return null;
  const data: unknown = event.data;
  const isOurs = typeof data === "object" && data !== null && "type" in data && data.type === "millrace:port";
  return isOurs ? (event.ports[0] ?? null) : null;
}

function linkOver(port: MessagePort): OpenLink {
  let settle = () => {};
  const closed = new Promise<void>((resolve) => {
    settle = resolve;
  });
  port.addEventListener("close", () => settle());
  const client: Client = createORPCClient(new RPCLink({ port }));
  port.start();
  const close = () => {
    port.close();
    settle();
  };
  return { client, closed, close };
}
