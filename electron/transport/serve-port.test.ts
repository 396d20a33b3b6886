import { setTimeout as pause } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient, safe } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { type ContractRouterClient, eventIterator, oc } from "@orpc/contract";
import { implement } from "@orpc/server";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { servePort } from "./serve-port.ts";

/** In the shape of the product's contract: answers, declared failures, a stream that waits. */
const contract = {
  runs: {
    get: oc
      .input(z.object({ id: z.string() }))
      .output(z.object({ id: z.string(), status: z.string() }))
      .errors({ NOT_FOUND: { message: "It is not there any more.", data: z.object({ hint: z.string() }) } }),
  },
  events: { watch: oc.output(eventIterator(z.object({ type: z.string() }))) },
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A served port, the client's raw end of it, and what became of the stream. */
function serve() {
  const state = { aborted: false, bugs: [] as unknown[] };
  const on = implement(contract);
  const router = on.router({
    runs: {
      get: on.runs.get.handler(({ input, errors }) => {
        if (input.id === "bug") throw new TypeError("a bug of ours");
        if (input.id === "gone") throw errors.NOT_FOUND({ data: { hint: "Read the list again." } });
        return { id: input.id, status: "passed" };
      }),
    },
    events: {
      watch: on.events.watch.handler(async function* ({ signal }) {
        yield { type: "watching" };
        await new Promise((resolve) => signal?.addEventListener("abort", resolve));
        state.aborted = true;
      }),
    },
  });
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  servePort(router, port1, (error) => state.bugs.push(error));
  return { state, port: port2 };
}

function link(port: import("node:worker_threads").MessagePort): ContractRouterClient<typeof contract> {
  const client = createORPCClient<ContractRouterClient<typeof contract>>(new RPCLink({ port: port as unknown as MessagePort }));
  port.start();
  return client;
}

test("calls are answered, many at once and each with its own answer", async () => {
  const client = link(serve().port);
  const ids = Array.from({ length: 200 }, (_, index) => `r${index + 1}`);
  const answers = await Promise.all(ids.map((id) => client.runs.get({ id })));
  expect(answers).toEqual(ids.map((id) => ({ id, status: "passed" })));
});

test("a declared failure arrives as itself, with its data", async () => {
  const { error, isDefined } = await safe(link(serve().port).runs.get({ id: "gone" }));
  expect(isDefined && { code: error.code, data: error.data }).toEqual({ code: "NOT_FOUND", data: { hint: "Read the list again." } });
});

test("an exception is reported here and tells the other side nothing", async () => {
  const { state, port } = serve();
  const client = link(port);
  await safe(client.runs.get({ id: "gone" }));
  const { error } = await safe(client.runs.get({ id: "bug" }));
  expect([state.bugs.map(String), error?.message]).toEqual([["TypeError: a bug of ours"], "Internal server error"]);
});

test("a stream runs until the other side closes its port, and is aborted then", async () => {
  const { state, port } = serve();
  const stream = await link(port).events.watch();
  expect(await stream.next()).toEqual({ done: false, value: { type: "watching" } });
  port.close();
  await expect.poll(() => state.aborted).toBe(true);
});

test("a call that is given up on one side is aborted on the other", async () => {
  const { state, port } = serve();
  const stream = await link(port).events.watch();
  await stream.next();
  await stream.return?.();
  await expect.poll(() => state.aborted).toBe(true);
});

test.each([
  ["no text", new Uint8Array([1, 2, 3])],
  ["no JSON", "{"],
  ["no message", "[]"],
  ["no request", JSON.stringify({ i: "1" })],
  ["a foreign address", JSON.stringify({ i: "1", p: { u: "https://example.com/runs/get" } })],
  ["a broken address", JSON.stringify({ i: "1", p: { u: "//[" } })],
  [
    "a form, which no call of the contract is",
    JSON.stringify({ i: "1", p: { u: "/runs/get", h: { "content-type": "multipart/form-data" } } }),
  ],
  ["a stream, which no call of the contract takes", JSON.stringify({ i: "1", t: 3, p: { e: "message", d: 1 } })],
])("a side that sends %s is disconnected", async (_what, message) => {
  const { port } = serve();
  const closed = new Promise<void>((resolve) => port.once("close", resolve));
  port.postMessage(message);
  await closed;
});

test("nothing that is sent can stop the engine: no message leads to an error that nobody catches", async () => {
  const uncaught: unknown[] = [];
  const catcher = (error: unknown) => uncaught.push(error);
  process.on("unhandledRejection", catcher);
  const path = fc.constantFrom("/runs/get", "/events/watch", "/nowhere", "/", "/runs/get/../get", "//");
  const request = fc.record(
    {
      i: fc.oneof(fc.string(), fc.integer()),
      t: fc.constantFrom(1, 2, 3, 4, 5),
      p: fc.oneof(
        fc.jsonValue(),
        fc.record(
          { u: fc.oneof(path, fc.webUrl(), fc.string()), b: fc.jsonValue(), h: fc.jsonValue(), m: fc.string() },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        request.map((value) => JSON.stringify(value)),
      ),
      async (message) => {
        const { port } = serve();
        port.postMessage(message);
        await pause(1);
        port.close();
      },
    ),
    { numRuns: 300 },
  );
  await pause(20);
  process.off("unhandledRejection", catcher);
  expect(uncaught).toEqual([]);
});
