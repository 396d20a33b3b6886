import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../../shared/percentile.ts";
import { hourMs, minuteMs, secondMs } from "../../../shared/time.ts";
import { KeptMonitors } from "../../fixtures/kept-monitors.ts";
import { type BenchRow, limitRow } from "../bench-row.ts";
import { take } from "../take.ts";
import { startIdleTimer } from "./idle-timer.ts";
import { everyMs, missedOf, type Outage, promisedMs, retries, timeoutMs } from "./outages.ts";
import { type Victim, ways } from "./victims.ts";

const monitorCount = 500;
const victimsPerWay = 3;

/** An outage lasts until it is surely seen, and then is mended. */
const outageMs = promisedMs + 4 * secondMs;

/** A timer beside it tells how busy the machine is with other things. */
const idleEveryMs = 10;

/** After the first turns all are up. */
const settleMs = 20 * secondMs;

/** 500 monitors every 5 s on loopback, things breaking all the time: for a minute, or, as it is promised, for ten. */
export const monitorsMinute = () => realLoad(minuteMs);
export const monitorsTenMinutes = () => realLoad(10 * minuteMs);

async function realLoad(lengthMs: number): Promise<BenchRow[]> {
  const kept = new KeptMonitors();
  let answered = 0;
  const server = createServer((_, response) => {
    answered += 1;
    response.end("all is well");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const victims = await makeVictims();
  const of = { every: `${everyMs}ms`, timeout: `${timeoutMs}ms`, retries };
  const steady = Array.from({ length: monitorCount - victims.length }, (_, place) => `steady-${place}`);
  kept.describe({
    ...Object.fromEntries(steady.map((name, place) => [name, { http: `http://127.0.0.1:${port}/${place}`, contains: "is well", ...of }])),
    ...Object.fromEntries(victims.map(({ name, monitor }) => [name, { ...monitor, ...of }])),
  });
  try {
    kept.keep();
    await kept.until("the process that watches", () => kept.hosts().length === 1);
    await kept.until("all are up", () => standings(kept).every(({ standing }) => standing.state === "up"));
    await sleep(settleMs);
    const [pid = 0] = kept.hosts();
    const before = { cpuMs: cpuMs(pid), bytes: databaseBytes(kept), answered, atMs: performance.now() };
    const endTimer = startIdleTimer(idleEveryMs);
    const outages = await breakAll(kept, victims, lengthMs);
    const timerMs = await endTimer();
    await sleep(settleMs);
    const passedMs = performance.now() - before.atMs;
    // Of the others there are as many each second.
    const checks = Math.round(((answered - before.answered) * monitorCount) / steady.length);
    const cpu = (100 * (cpuMs(pid) - before.cpuMs)) / passedMs;
    const bytes = databaseBytes(kept) - before.bytes;
    const rows = take(kept.store.read(({ monitors }) => monitors.ofProject(kept.projectId)));
    const drift = rows.filter(({ name }) => name.startsWith("steady")).flatMap(({ id }) => driftOf(kept, id));
    const invented = rows.filter(({ id, name }) => name.startsWith("steady") && downsOf(kept, id) > 0).length;
    const tellings = [
      `some ${checks} checks in ${Math.round(passedMs / secondMs)} s`,
      `${(bytes / 1024 ** 2).toFixed(1)} MiB more, ${Math.round(bytes / checks)} bytes a check`,
      `${outages.length} outages`,
    ].join("; ");
    const seen = outages.flatMap(({ brokenAtMs, seenAtMs }) => (seenAtMs === null ? [] : [seenAtMs - brokenAtMs]));
    const driftMs = percentile(drift, 0.99) ?? 0;
    const told = `${driftMs.toFixed(1)} ms at P99; a timer beside it that does nothing else ${timerMs.toFixed(1)} ms`;
    return [
      limitRow(`500 monitors every 5 s (${tellings}): drift (${told}), of the interval`, (100 * driftMs) / everyMs, 1, "%"),
      limitRow("the same: share of one core", cpu, 50, "%"),
      limitRow("the same: outages not seen in time", missedOf(outages).length, 1, ""),
      limitRow("the same: the slowest to be seen", Math.max(...seen), promisedMs, "ms"),
      limitRow("the same: monitors of which an outage was invented", invented, 1, ""),
    ];
  } finally {
    await kept.close();
    server.closeAllConnections();
    server.close();
    for (const victim of victims) await victim.close();
  }
}

/** 50 monitors every 30 s, and nobody at the window. */
export async function monitorsIdle(): Promise<BenchRow[]> {
  const kept = new KeptMonitors();
  const server = createServer((_, response) => response.end("all is well"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: 50 }, (_, place) => `home-${place}`);
  kept.describe(Object.fromEntries(names.map((name) => [name, { http: `http://127.0.0.1:${port}/` }])));
  try {
    kept.keep();
    await kept.until("all are up", () => standings(kept).every(({ standing }) => standing.state === "up"));
    await sleep(settleMs);
    const [pid = 0] = kept.hosts();
    const [beforeCpuMs, beforeMs] = [cpuMs(pid), performance.now()];
    await sleep(2 * minuteMs);
    const cpu = (100 * (cpuMs(pid) - beforeCpuMs)) / (performance.now() - beforeMs);
    return [
      limitRow("50 monitors every 30 s: share of one core", cpu, 1, "%"),
      limitRow("the same: memory", Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024, 150, "MiB"),
    ];
  } finally {
    await kept.close();
    server.closeAllConnections();
    server.close();
  }
}

async function makeVictims(): Promise<Victim[]> {
  const all = Object.entries(ways).flatMap(([way, make]) =>
    Array.from({ length: victimsPerWay }, (_, place) => make(`${way.replaceAll(" ", "-")}-${place}`)),
  );
  return Promise.all(all);
}

/** Breaks one after the other, each for a while, and watches what the history says. */
async function breakAll(kept: KeptMonitors, victims: readonly Victim[], lengthMs: number): Promise<Outage[]> {
  const outages: Outage[] = [];
  const under = new Map<string, Outage>();
  const look = setInterval(() => {
    for (const { name, standing } of standings(kept)) {
      const outage = under.get(name);
      if (outage !== undefined && standing.state === "down") outage.seenAtMs ??= performance.now();
    }
  }, 200);
  const endsAtMs = performance.now() + lengthMs;
  const one = async (victim: Victim) => {
    await sleep(Math.random() * 2 * everyMs);
    while (performance.now() < endsAtMs - outageMs) {
      await victim.breakIt();
      const outage: Outage = { way: victim.name, brokenAtMs: performance.now(), mendedAtMs: null, seenAtMs: null };
      outages.push(outage);
      under.set(victim.name, outage);
      await sleep(outageMs);
      under.delete(victim.name);
      await victim.mend();
      outage.mendedAtMs = performance.now();
      await sleep(2 * everyMs + Math.random() * everyMs);
    }
  };
  await Promise.all(victims.map(one));
  clearInterval(look);
  for (const { way } of missedOf(outages)) console.log(`  not seen in time: ${way}`);
  return outages;
}

function standings(kept: KeptMonitors) {
  return take(kept.store.read(({ monitors }) => monitors.ofProject(kept.projectId)));
}

/** How far each of the last checks began from its turn, in milliseconds. */
function driftOf(kept: KeptMonitors, id: ReturnType<typeof standings>[number]["id"]): number[] {
  const starts = take(kept.store.read(({ monitors }) => monitors.checks(id, 100))).map(({ at }) => at);
  const [first = 0] = starts;
  const offsets = starts.map((at) => {
    const offset = (((at - first) % everyMs) + everyMs) % everyMs;
    return offset > everyMs / 2 ? offset - everyMs : offset;
  });
  const earliest = Math.min(...offsets);
  return offsets.map((offset) => offset - earliest);
}

function downsOf(kept: KeptMonitors, id: ReturnType<typeof standings>[number]["id"]): number {
  const spans = take(kept.store.read(({ monitors }) => monitors.spans(id, Date.now() - hourMs, Date.now(), 1_000)));
  return spans.filter(({ state }) => state === "down").length;
}

/** The log is folded into the file now and then. */
function databaseBytes({ store }: KeptMonitors): number {
  return statSync(store.file).size;
}

/** Linux counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
