import type { Router } from "@orpc/server";
import type { EngineReport } from "../../shared/contract/host.ts";
import type { Failure, Result } from "../../shared/result.ts";
import { type ServablePort, servePort } from "../transport/serve-port.ts";

/** What is needed of Electron's `process.parentPort`: it hands over ports and takes reports. */
export interface ParentPort {
  on(event: "message", listener: (message: { ports: readonly ServablePort[] }) => void): unknown;
  postMessage(report: EngineReport): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the library's own constraint for "any procedures".
type AnyRouter = Router<any, Record<never, never>>;

/**
 * Answers every port that the parent hands over. Ports may come before the engine is there: calls on them wait in the
 * port. When the engine cannot start, the parent is told why, and ports are closed so that no call waits for ever.
 */
export async function answerParent(
  parent: ParentPort,
  start: () => Promise<Result<AnyRouter, Failure>>,
  reportBug: (error: unknown) => void,
): Promise<void> {
  const waiting: ServablePort[] = [];
  let serve = (port: ServablePort): void => void waiting.push(port);
  parent.on("message", ({ ports }) => {
    for (const port of ports) serve(port);
  });

  const started = await start();
  serve = started.ok ? (port) => servePort(started.value, port, reportBug) : (port) => port.close();
  for (const port of waiting) serve(port);
  if (started.ok) parent.postMessage({ type: "ready" });
  else parent.postMessage({ type: "failed", ...started.failure });
}
