import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort as NodePort } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { os } from "@orpc/server";
import { afterEach, expect, test } from "vitest";
import { err, failure, ok } from "../../shared/result.ts";
import { answerParent } from "./answer-parent.ts";

const router = { version: os.handler(() => "0.1.0") };

function noBugs(error: unknown): void {
  throw error;
}

class Parent extends EventEmitter {
  readonly reports: unknown[] = [];
  readonly #ends: NodePort[] = [];

  postMessage(report: unknown): void {
    this.reports.push(report);
  }

  /** Hands over one end of a channel, as the main process does, and answers the other. */
  hand(): NodePort {
    const { port1, port2 } = new MessageChannel();
    this.#ends.push(port1, port2);
    this.emit("message", { data: null, ports: [port1] });
    return port2;
  }

  close(): void {
    for (const port of this.#ends) port.close();
  }
}

let parent = new Parent();
afterEach(() => {
  parent.close();
  parent = new Parent();
});

function askVersion(port: NodePort): Promise<string> {
  const client = createORPCClient<{ version: () => Promise<string> }>(new RPCLink({ port: port as unknown as MessagePort }));
  port.start();
  return client.version();
}

test("a port that comes before the engine is there is answered as soon as it is", async () => {
  const started = Promise.withResolvers<ReturnType<typeof ok<typeof router>>>();
  const answering = answerParent(parent, () => started.promise, noBugs);
  const early = askVersion(parent.hand());
  started.resolve(ok(router));
  await answering;
  expect(parent.reports).toEqual([{ type: "ready" }]);
  expect([await early, await askVersion(parent.hand())]).toEqual(["0.1.0", "0.1.0"]);
});

test("when the engine cannot start, the parent is told why and nobody waits for ever", async () => {
  const early = parent.hand();
  const isClosed = (port: NodePort) => new Promise<true>((resolve) => port.once("close", () => resolve(true)));
  const reason = failure("store-from-future", "The history was written by a newer Millrace.", "Update this one.");
  const answering = answerParent(parent, async () => err(reason), noBugs);
  const waiting = parent.hand();
  const waitingClosed = isClosed(waiting);
  await answering;
  expect(parent.reports).toEqual([{ type: "failed", ...reason }]);
  expect([await waitingClosed, await isClosed(parent.hand())]).toEqual([true, true]);
  early.close();
});
