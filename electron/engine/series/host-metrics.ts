import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, loadavg, platform, totalmem } from "node:os";
import type { Sample } from "../store/store.ts";
import { type ProcessorTimes, parseLoad, parseMemory, parseNetwork, parseProcessorTimes, type Traffic } from "./parse-proc.ts";

/** What has only grown since the machine started, read at one moment; rates are what lies between two of them. */
interface Counters {
  readonly at: number;
  readonly processors: ProcessorTimes | null;
  readonly traffic: Traffic | null;
}

/** Measures the machine. */
export interface HostMetrics {
  /**
   * Measures it once. What cannot be known here is left out, and so are rates at the first time, after the counters began
   * anew, and when the clock was set back. Never fails.
   */
  sample(): Promise<Sample[]>;
}

/** Measures the machine; `diskFolder` is on the disk whose use is told. */
export function createHostMetrics(diskFolder: string, now: () => number): HostMetrics {
  let before: Counters | null = null;
  return {
    sample: async () => {
      const at = now();
      const [gauges, counters] = await Promise.all([readGauges(diskFolder), readCounters(at)]);
      const values = { ...gauges, ...ratesBetween(before, counters) };
      before = counters;
      return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [{ series: `host/${name}`, at, value }]));
    },
  };
}

type Values = Readonly<Record<string, number | null>>;

async function readGauges(diskFolder: string): Promise<Values> {
  const [memory, load, disk] = await Promise.all([readMemory(), readLoad(), readDisk(diskFolder)]);
  return { memory, load, disk };
}

/** Shares and speeds between two looks; nothing of counters that ran backwards. */
function ratesBetween(before: Counters | null, after: Counters): Values {
  const seconds = (after.at - (before?.at ?? after.at)) / 1_000;
  if (before === null || seconds <= 0) return {};
  return {
    cpu: busyPercent(before.processors, after.processors),
    "network-in": perSecond(before.traffic?.receivedBytes, after.traffic?.receivedBytes, seconds),
    "network-out": perSecond(before.traffic?.sentBytes, after.traffic?.sentBytes, seconds),
  };
}

/** Of all cores together: 100 when every one was busy all the time. */
export function busyPercent(before: ProcessorTimes | null, after: ProcessorTimes | null): number | null {
  if (before === null || after === null) return null;
  const total = after.total - before.total;
  const busy = after.busy - before.busy;
  return total <= 0 || busy < 0 ? null : Math.min(100, (100 * busy) / total);
}

function perSecond(before: number | undefined, after: number | undefined, seconds: number): number | null {
  if (before === undefined || after === undefined || after < before) return null;
  return (after - before) / seconds;
}

async function readCounters(at: number): Promise<Counters> {
  const [times, network] = await Promise.all([readProc("stat"), readProc("net/dev")]);
  return {
    at,
    processors: times === null ? timesOfAllCores() : parseProcessorTimes(times),
    traffic: network === null ? null : parseNetwork(network),
  };
}

function timesOfAllCores(): ProcessorTimes {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq;
    busy += used;
    total += used + times.idle;
  }
  return { busy, total };
}

async function readMemory(): Promise<number | null> {
  const text = await readProc("meminfo");
  return text === null ? totalmem() - freemem() : parseMemory(text);
}

/** Windows knows none. */
async function readLoad(): Promise<number | null> {
  const text = await readProc("loadavg");
  if (text !== null) return parseLoad(text);
  return platform() === "win32" ? null : (loadavg()[0] ?? null);
}

async function readDisk(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null);
  return found === null ? null : (found.blocks - found.bfree) * found.bsize;
}

/** `null` where there is no such file, as on other systems than Linux. */
function readProc(name: string): Promise<string | null> {
  return platform() === "linux" ? readFile(`/proc/${name}`, "utf8").catch(() => null) : Promise.resolve(null);
}
