import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { Client, LinkOpener } from "./client.ts";

/** The address of the engine that served this page. */
export function socketAddress(page: Pick<Location, "protocol" | "host">): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/rpc`;
}

/** Links to the engine over a WebSocket: the browser window's way. */
export function socketOpener(address: string): LinkOpener {
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      // Blobs are read asynchronously and could overtake each other; buffers keep their order.
      socket.binaryType = "arraybuffer";
      const closed = new Promise<void>((settle) => {
        socket.addEventListener("close", () => settle(), { once: true });
      });
      const close = () => socket.close();
      socket.addEventListener("open", () => {
        const client: Client = createORPCClient(new RPCLink({ websocket: socket }));
        resolve({ client, closed, close });
      });
      void closed.then(() => reject(new Error("The engine does not answer.")));
      signal.addEventListener("abort", close, { once: true });
    });
}
