import type { ContractRouterClient } from "@orpc/contract";
import type { contract } from "../../shared/contract/index.ts";

/** The engine as the window sees it: every procedure of the contract, whichever host serves it. */
export type Client = ContractRouterClient<typeof contract>;

/** A client that works until the other side is gone; there is no second life, a new link brings a new one. */
export interface OpenLink {
  readonly client: Client;
  /** Resolves once, when the other side is gone or `close` was called. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens one link; rejects when it cannot or when `signal` fires first. */
export type LinkOpener = (signal: AbortSignal) => Promise<OpenLink>;
