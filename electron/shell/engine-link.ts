import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { MessagePortMain } from "electron";
import type { Notice } from "../../shared/contract/events.ts";
import type { contract } from "../../shared/contract/index.ts";

/** The engine as this process calls it. */
export type EngineLink = ContractRouterClient<typeof contract>;

/** Opens a port that leads to the engine. Calls that are under way when the engine ends are rejected. */
export function linkEngine(port: MessagePortMain): EngineLink {
  const link = new RPCLink({ port });
  port.start();
  return createORPCClient(link);
}

/**
 * Hands on every notice, one after the other, until the engine ends. `watching` comes first; nothing is missed from
 * there on. Rejects when the engine ends or `onNotice` does.
 */
export async function followNotices(engine: EngineLink, onNotice: (notice: Notice) => Promise<void>): Promise<void> {
  for await (const notice of await engine.events.watch()) await onNotice(notice);
}
