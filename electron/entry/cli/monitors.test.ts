import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptMonitors } from "../../../e2e/fixtures/kept-monitors.ts";
import { programFile } from "../../../e2e/fixtures/millrace-programs.ts";
import { startPiped } from "../../engine/process/process.ts";

let kept: KeptMonitors;
beforeEach(() => {
  kept = new KeptMonitors();
});
afterEach(() => kept.close());

function start(...args: string[]) {
  const env = { ...(process.env as Record<string, string>), MILLRACE_HOME: kept.home, NO_COLOR: "1" };
  const started = startPiped({ file: process.execPath, args: [programFile("command line"), ...args], cwd: kept.project, env });
  if (!started.ok) throw new Error(started.failure.message);
  const { output, errors, ended } = started.value;
  const said = { text: "" };
  for (const stream of [output, errors])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said.text += text;
    });
  return { said, ended, stop: () => started.value.stop(10_000) };
}

async function millrace(...args: string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const { said, ended } = start(...args);
  const code = await ended;
  return { code, text: said.text };
}

test("monitors are listed, looked at, paused and silenced from the command line", async () => {
  const server = createServer((_, response) => response.end("fine"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  kept.describe({ home: { http: url }, gone: { tcp: "127.0.0.1:1", retries: 0, objective: { target: 99.9 } } });
  const before = await millrace("monitors", "list");
  expect(before).toMatchObject({ code: 0, text: expect.stringMatching(/home +unknown[\s\S]*Nobody watches now/) });
  expect(await millrace("monitors", "check", "home")).toMatchObject({ code: 0, text: expect.stringMatching(/^home +good: 200/) });
  expect(await millrace("monitors", "check")).toMatchObject({ code: 1, text: expect.stringContaining("bad: connection refused") });
  expect((await millrace("monitors", "list")).code).toBe(1);
  const shown = await millrace("monitors", "show", "gone");
  expect(shown).toMatchObject({ code: 1, text: expect.stringMatching(/gone: down \(connection refused\)[\s\S]*promises +99.9 %/) });
  const json = JSON.parse((await millrace("monitors", "show", "home", "--json")).text);
  expect(json).toMatchObject({
    monitor: { name: "home", state: "up" },
    checks: expect.arrayContaining([expect.objectContaining({ isGood: true, detail: "200" })]),
  });
  const csv = (await millrace("monitors", "show", "home", "--csv", "--last", "1h")).text;
  expect(csv).toMatch(/^time,Median \(milliseconds\),P95 \(milliseconds\),P99 \(milliseconds\),events\r\n[\s\S]*Z,\d/);
  expect(await millrace("monitors", "show", "home", "--csv", "--json")).toMatchObject({ code: 2 });
  expect(await millrace("monitors", "pause", "gone")).toMatchObject({ code: 0, text: "gone is paused\n" });
  expect((await millrace("monitors", "list")).text).toMatch(/gone +paused/);
  expect((await millrace("monitors", "resume")).text).toBe("home goes on\ngone goes on\n");
  expect((await millrace("monitors", "silence", "home", "--for", "2h")).text).toMatch(/^home alerts nobody until/);
  expect((await millrace("monitors", "list")).text).toMatch(/\(silenced\)/);
  expect(await millrace("monitors", "show", "hone")).toMatchObject({ code: 2, text: expect.stringContaining("Did you mean home?") });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("watching in a terminal watches, and tells of changes until it is ended", async () => {
  kept.describe({ gone: { tcp: "127.0.0.1:1", every: "1s", retries: 0 } });
  const watching = start("monitors", "watch");
  await kept.until("gone is told to be down", () => /shop +gone +down +connection refused/.test(watching.said.text));
  expect(kept.hosts()).toHaveLength(1);
  watching.stop();
  expect(await watching.ended).toBe(0);
  await kept.until("the host's end", () => kept.hosts().length === 0);
});
