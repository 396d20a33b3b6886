import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { dayMs } from "../../../shared/time.ts";
import { askProbe } from "./probe.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const place = { cwd: "/", shell: null, environment: {} };
const never = new AbortController().signal;

async function serve(answer: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write(answer));
  }).listen(0, "127.0.0.1");
  closers.push(() => server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("what nobody can ask is a bad answer, and no failure of whoever asks", async () => {
  expect(await askProbe({ kind: "tcp", host: "127.0.0.1", port: 99_999 }, 5_000, place, never)).toMatchObject({ isGood: false });
  const answer = await askProbe({ kind: "http", url: "http://%zz@127.0.0.1/" }, 5_000, place, never);
  expect(answer).toEqual({ isGood: false, detail: "URI malformed" });
});

test("an answer that changes the protocol is a bad one", async () => {
  const url = await serve("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n");
  expect(await askProbe({ kind: "http", url }, 60_000, place, never)).toEqual({ isGood: false, detail: "no answer that can be read" });
});

test("a time that is longer than any timer's is not over at once", async () => {
  const url = await serve("HTTP/1.1 204 Well\r\n\r\n");
  expect(await askProbe({ kind: "http", url }, 30 * dayMs, place, never)).toEqual({ isGood: true, detail: "204" });
});
