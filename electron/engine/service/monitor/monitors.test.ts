import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptMonitors } from "../../../../e2e/fixtures/kept-monitors.ts";
import { makeSureOfWatch } from "../../monitor/monitor.ts";

let kept: KeptMonitors;
let server: Server;
let status = 200;
let url: string;
beforeEach(async () => {
  kept = new KeptMonitors();
  status = 200;
  server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await kept.close();
});

const quick = { every: "1s", timeout: "2s", retries: 0 };
const value = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: { readonly message: string } },
) => {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
};

test("what goes down is told, with an alert and an incident, and what comes up again, too", async () => {
  kept.describe({ home: { http: url, ...quick, objective: { target: 99 } } });
  kept.keep();
  await kept.until("home is up", async () => (await kept.one("home")).state === "up");
  expect(await kept.one("home")).toMatchObject({
    detail: "200",
    target: `GET ${url}`,
    lastCheck: { isGood: true },
    alert: "when it is down: inbox, desktop",
  });
  status = 503;
  await kept.until("home is down", async () => (await kept.one("home")).state === "down");
  const { id } = await kept.one("home");
  const alerts = () => value(kept.store.read((tables) => tables.alerts.open(id)));
  expect(alerts()).toMatchObject([{ rule: "down", monitor: "home", incidentId: expect.any(String) }]);
  status = 200;
  await kept.until("home is up again", async () => (await kept.one("home")).state === "up");
  expect(alerts()).toEqual([]);
  const told = value(await kept.monitors.get({ monitorId: id }));
  expect(told.spans.map(({ state }) => state).slice(0, 3)).toEqual(["up", "down", "up"]);
  expect(told.checks.length).toBeGreaterThan(2);
  expect(told.monitor.objective?.reached).toBeLessThan(100);
  await kept.until("its latency is known", async () => (await kept.one("home")).latency.p50 !== null);
});

test("many who want it watched start one process, and one that is killed is there again without any downtime", async () => {
  kept.describe({ home: { http: url, ...quick } });
  const sockets = await Promise.all(Array.from({ length: 5 }, () => makeSureOfWatch(kept.store, kept.program)));
  kept.keep();
  for (const socket of sockets) value(socket).destroy();
  for (let kills = 0; kills < 2; kills += 1) {
    await kept.until("home is up", async () => (await kept.one("home")).state === "up");
    // Those that came too late have said so, and may need a moment to end.
    await kept.until("only one is left", () => kept.hosts().length === 1);
    const [pid] = kept.hosts();
    if (pid === undefined) throw new Error("no host");
    process.kill(pid, "SIGKILL");
    await kept.until("another host", () => kept.hosts().some((other) => other !== pid));
  }
  await kept.until("only one is left", () => kept.hosts().length === 1);
  const { id } = await kept.one("home");
  const { spans } = value(await kept.monitors.get({ monitorId: id }));
  expect(spans.filter(({ state }) => state === "down")).toEqual([]);
});

test("it ends when nobody needs it any more, and what then is, nobody knows", async () => {
  kept.describe({ home: { http: url, ...quick } });
  kept.keep();
  await kept.until("home is up", async () => (await kept.one("home")).state === "up");
  kept.leave();
  await kept.until("the host's end", () => kept.hosts().length === 0);
  expect(value(await kept.monitors.list({ projectId: kept.projectId })).isWatched).toBe(false);
  expect(value(kept.store.read(({ monitors }) => monitors.hostSocket()))).toBe("");
});

test("paused it is not looked at, but when somebody asks; the file is followed", async () => {
  kept.describe({ home: { http: url, ...quick }, slow: { http: url, every: "1h" } });
  kept.keep();
  await kept.until("both are up", async () => (await kept.all()).every(({ state }) => state === "up"));
  const { id } = await kept.one("home");
  value(kept.monitors.pause({ monitorId: id }));
  expect(await kept.one("home")).toMatchObject({ state: "paused" });
  status = 503;
  expect(value(await kept.monitors.check({ monitorId: id }))).toMatchObject({ isGood: false, detail: "503" });
  expect(await kept.one("home")).toMatchObject({ state: "paused", lastCheck: { detail: "503" } });
  value(kept.monitors.resume({ monitorId: id }));
  await kept.until("home is down", async () => (await kept.one("home")).state === "down");
  const slow = await kept.one("slow");
  expect(value(await kept.monitors.check({ monitorId: slow.id }))).toMatchObject({ isGood: false });
  kept.describe({ home: { http: url, ...quick, status: 503 } });
  await kept.until("home is up", async () => (await kept.one("home")).state === "up");
  expect((await kept.all()).map(({ name }) => name)).toEqual(["home"]);
  const bars = value(
    await kept.monitors.bars({ projectId: kept.projectId, from: Date.now() - 60_000, to: Date.now(), bars: 6, monitorIds: [] }),
  );
  expect(bars.monitors[0]?.bars.reduce((sum, { upMs }) => sum + upMs, 0)).toBeGreaterThan(0);
});

test("a fault in the file ends no watching and no alert, also when who watches is started anew", async () => {
  status = 503;
  kept.describe({ home: { http: url, ...quick } });
  kept.keep();
  const { id } = await kept.one("home");
  const alerts = () => value(kept.store.read((tables) => tables.alerts.open(id)));
  await kept.until("home alerts", () => alerts().length === 1);
  writeFileSync(join(kept.project, "millrace.yml"), "monitors: {");
  const listed = value(await kept.monitors.list({ projectId: kept.projectId }));
  expect(listed.problem).toContain("millrace.yml:1:11");
  expect(listed.monitors.map(({ name, state }) => [name, state])).toEqual([["home", "down"]]);
  const { lastCheck } = await kept.one("home");
  await kept.until("it is looked at again", async () => ((await kept.one("home")).lastCheck?.at ?? 0) > (lastCheck?.at ?? 0) + 2000);
  kept.leave();
  for (const host of kept.hosts()) process.kill(host, "SIGKILL");
  const socket = value(await makeSureOfWatch(kept.store, kept.program));
  // Who asks makes the new one read all files first.
  expect((await kept.monitors.check({ monitorId: id })).ok).toBe(false);
  expect(alerts()).toHaveLength(1);
  socket.destroy();
});
