import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HealthSample } from "../../../../shared/contract/deployments.ts";
import type { PlannedHealth } from "../../../../shared/pipeline/planned-environment.ts";
import { watchHealth } from "./health.ts";
import { createProbe, type ProbeAnswer } from "./probes.ts";

const health = (rest: Partial<PlannedHealth>): PlannedHealth => ({
  probe: { kind: "command", run: "" },
  withinMs: 10_000,
  watchMs: 0,
  everyMs: 1,
  timeoutMs: 300,
  failuresAllowed: 3,
  ...rest,
});

/** Watches answers that are given one after the other, `+` for a good one; the last goes on. */
async function watch(answers: string, rest: Partial<PlannedHealth>) {
  const samples: HealthSample[] = [];
  const order = new AbortController();
  let asked = 0;
  const probe = async (): Promise<ProbeAnswer> => {
    const isGood = answers[Math.min(asked, answers.length - 1)] === "+";
    asked += 1;
    return { isGood, detail: isGood ? "200" : "503", evidence: isGood ? [] : ["the body"] };
  };
  const end = await watchHealth(health(rest), probe, { signal: order.signal, sample: (sample) => samples.push(sample), now: () => 0 });
  return { ...end, samples: samples.map(({ isGood }) => (isGood ? "+" : "-")).join("") };
}

describe("a watch", () => {
  test("bad answers before the first good one do not count, as long as it comes in time", async () => {
    expect(await watch("-----+", { failuresAllowed: 1 })).toMatchObject({ state: "good", samples: "-----+" });
    expect(await watch("-", { withinMs: 0 })).toMatchObject({
      state: "bad",
      detail: "There was no good answer within 0 ms, at last: 503.",
      evidence: ["00:00:00 bad: 503 (0 ms)", "the body"],
    });
  });

  test("so many in a row are too many; fewer are forgiven", async () => {
    const end = await watch("+--+--+---", { watchMs: 60_000 });
    expect(end).toMatchObject({ state: "bad", samples: "+--+--+---", detail: "It failed 3 times in a row, at last: 503." });
    expect(end.evidence).toHaveLength(11);
  });

  test("it is not over right after a bad answer", async () => {
    const end = await watch("+-+", { watchMs: 2, everyMs: 3 });
    expect(end.state).toBe("good");
    expect(end.samples.endsWith("+")).toBe(true);
  });

  test("it ends when it is told to", async () => {
    const order = new AbortController();
    const probe = async () => ({ isGood: true, detail: "200", evidence: [] });
    const ended = watchHealth(health({ watchMs: 60_000, everyMs: 60_000 }), probe, {
      signal: order.signal,
      sample: () => {},
      now: () => 0,
    });
    order.abort();
    expect((await ended).state).toBe("canceled");
  });
});

describe("probes", () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === "/silent") return;
      if (request.url === "/moved") response.writeHead(302, { location: "/good" }).end();
      else if (request.url === "/good") response.end("version 1.0.0 is well");
      else response.writeHead(503).end("out of order\nfor now");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const context = { version: "1.0.0", projectPath: "/", environment: { PATH: process.env.PATH ?? "", WORD: "hello" } };
  const ask = (probe: PlannedHealth["probe"]) => createProbe(health({ probe }), context)(new AbortController().signal);
  const http = (path: string, status: number | null = null, contains: string | null = null) =>
    ask({ kind: "http", url: `http://127.0.0.1:${port}${path}`, status, contains });

  test("http: the status, what the body holds, and redirects as they are", async () => {
    expect(await http("/good", null, "version $MILLRACE_RELEASE is")).toMatchObject({ isGood: true, detail: "200" });
    expect(await http("/good", null, "2.0.0")).toMatchObject({ isGood: false, detail: '200, without "2.0.0"' });
    expect(await http("/moved")).toMatchObject({ isGood: true, detail: "302" });
    expect(await http("/moved", 200)).toMatchObject({ isGood: false, detail: "302" });
    expect(await http("/bad")).toEqual({ isGood: false, detail: "503", evidence: ["The body begins:", "out of order", "for now"] });
    expect(await http("/bad", 503)).toMatchObject({ isGood: true });
    expect(await http("/silent")).toEqual({ isGood: false, detail: "no answer in 300 ms", evidence: [] });
  });

  test("what nobody answers is told in words", async () => {
    const refused = { isGood: false, detail: "connection refused", evidence: [] };
    expect(await ask({ kind: "http", url: "http://127.0.0.1:1/", status: null, contains: null })).toEqual(refused);
    expect(await ask({ kind: "http", url: "http://localhost:1/", status: null, contains: null })).toEqual(refused);
    expect(await ask({ kind: "tcp", host: "127.0.0.1", port: 1 })).toEqual(refused);
    expect(await ask({ kind: "http", url: "http://no.such.host.invalid/", status: null, contains: null })).toMatchObject({
      detail: expect.stringMatching(/^no such host/),
    });
    expect(await ask({ kind: "tcp", host: "127.0.0.1", port })).toMatchObject({ isGood: true, detail: "connected" });
  });

  test("commands: the exit code, with the last lines, and an end in time", async () => {
    expect(await ask({ kind: "command", run: 'test "$WORD" = hello' })).toEqual({ isGood: true, detail: "exit code 0", evidence: [] });
    expect(await ask({ kind: "command", run: "seq 1 30; echo bad >&2; exit 3" })).toMatchObject({
      isGood: false,
      detail: "exit code 3",
      evidence: expect.arrayContaining(["The command's last lines:", "30", "bad"]),
    });
    expect(await ask({ kind: "command", run: "echo waiting; sleep 60" })).toEqual({
      isGood: false,
      detail: "no answer in 300 ms",
      evidence: ["The command's last lines:", "waiting"],
    });
  });
});
