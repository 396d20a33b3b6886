import { expect, test } from "vitest";
import type { Client, OpenLink } from "./client.ts";
import { keepConnected, type LinkState } from "./connect.ts";

/** A link that can be cut from outside. */
function cuttableLink(): OpenLink & { cut(): void } {
  let cut = () => {};
  const closed = new Promise<void>((resolve) => {
    cut = resolve;
  });
  return { client: {} as Client, closed, close: () => cut(), cut: () => cut() };
}

/** Lets everything happen that is already on its way. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A connector whose pauses end only when told to. */
function connectorUnderTest(open: () => Promise<OpenLink>) {
  const states: LinkState[] = [];
  const pausesMs: number[] = [];
  let endPause = () => {};
  const connector = keepConnected({
    open,
    onChange: (state) => states.push(state),
    pause: (durationMs, signal) =>
      new Promise((resolve) => {
        pausesMs.push(durationMs);
        endPause = resolve;
        signal.addEventListener("abort", () => resolve());
      }),
  });
  return { states, pausesMs, connector, endPause: () => endPause() };
}

test("a link that ends is followed by a new one", async () => {
  const links = [cuttableLink(), cuttableLink()];
  let opened = 0;
  const { states, endPause } = connectorUnderTest(async () => links[opened++] as OpenLink);
  await settle();
  links[0]?.cut();
  await settle();
  endPause();
  await settle();
  expect({ states, opened }).toEqual({ states: ["connecting", "connected", "lost", "connected"], opened: 2 });
});

test("attempts become rarer, and only after some is the engine called lost", async () => {
  const { states, pausesMs, endPause } = connectorUnderTest(() => Promise.reject(new Error("refused")));
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await settle();
    endPause();
  }
  await settle();
  expect(pausesMs).toEqual([...pausesMs].sort((one, other) => one - other));
  expect(states).toEqual(["connecting", "lost", "lost", "lost"]);
});

test("a person who is told to wait may try at once", async () => {
  let attempts = 0;
  const { connector } = connectorUnderTest(() => {
    attempts += 1;
    return Promise.reject(new Error("refused"));
  });
  await settle();
  connector.retryNow();
  await settle();
  expect(attempts).toBe(2);
});

test("closing ends the link and all attempts", async () => {
  const link = cuttableLink();
  const { states, connector } = connectorUnderTest(async () => link);
  await settle();
  connector.close();
  await link.closed;
  await settle();
  expect(states).toEqual(["connecting", "connected"]);
});
