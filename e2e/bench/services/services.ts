import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../bench-row.ts";
import type { BenchTable } from "../markdown.ts";
import { withTemporaryFolder } from "../temporary-folder.ts";
import { commandOf, type Keeper, type KeptProgram, memoryOf, millraceKeeper, pm2Keeper, processesIn, supervisorKeeper } from "./keepers.ts";

const serviceCount = 50;
const rounds = 3;
const restartsPerRound = 10;

/** Programs that do nothing, of which one in ten has a child that left its session. */
const programs: readonly KeptProgram[] = Array.from({ length: serviceCount }, (_, place) => ({
  name: `s${place}`,
  script: place % 10 === 0 ? "setsid sleep 200000 & exec sleep 100000" : "exec sleep 100000",
}));
const processCount = serviceCount + serviceCount / 10;

interface Measured {
  readonly startMs: number;
  readonly restartMs: readonly number[];
  /** KiB of the keeper's own processes. */
  readonly memory: number;
  readonly stopMs: number;
  /** Processes that are left when all services were ended. */
  readonly orphans: number;
  /** Services that run twice, and that run without anybody looking after them, when the keeper was killed and started again. */
  readonly doubled: number;
}

/** Keeps the same fifty programs running with Millrace, with pm2 and with Debian's supervisor, taking turns. */
export async function services(print: (table: BenchTable) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const modules = installPm2(folder);
    const hasSupervisor = spawnSync("supervisord", ["--version"]).status === 0;
    const makers: ((place: string) => Keeper)[] = [(place) => millraceKeeper(place, programs)];
    if (modules !== null) makers.push((place) => pm2Keeper(place, programs, modules));
    if (hasSupervisor) makers.push((place) => supervisorKeeper(place, programs));
    const found = new Map<string, Measured[]>();
    for (let round = 0; round < rounds; round += 1)
      for (const [place, make] of makers.entries()) {
        const own = join(folder, `${round}-${place}`);
        mkdirSync(own);
        const keeper = make(own);
        found.set(keeper.name, [...(found.get(keeper.name) ?? []), await measure(keeper, own)]);
      }
    print({
      title: `Fifty programs that do nothing, kept running; medians of ${rounds} rounds, taking turns`,
      head: ["", ...found.keys()],
      rows: rowsOf([...found.values()]),
    });
  });
}

function rowsOf(columns: readonly (readonly Measured[])[]): string[][] {
  const row = (name: string, value: (measured: readonly Measured[]) => string) => [name, ...columns.map(value)];
  const middle = (measured: readonly Measured[], of: (one: Measured) => number) => median(measured.map(of));
  return [
    row(
      `start of ${serviceCount} services, with whoever looks after them`,
      (all) => `${middle(all, ({ startMs }) => startMs).toFixed(0)} ms`,
    ),
    row("a killed service runs again after", (all) => `${median(all.flatMap(({ restartMs }) => restartMs)).toFixed(1)} ms`),
    row("memory per service, beside its own", (all) => `${(middle(all, ({ memory }) => memory) / serviceCount / 1024).toFixed(2)} MiB`),
    row(`end of ${serviceCount} services`, (all) => `${middle(all, ({ stopMs }) => stopMs).toFixed(0)} ms`),
    row("processes left when all were ended, at most", (all) => String(Math.max(...all.map(({ orphans }) => orphans)))),
    row("processes too many after a kill of whoever looks after them and another start, at most", (all) =>
      String(Math.max(...all.map(({ doubled }) => doubled))),
    ),
  ];
}

async function measure(keeper: Keeper, folder: string): Promise<Measured> {
  try {
    const startMs = await timed(async () => {
      await keeper.start();
      await untilCount(keeper, folder, processCount);
    });
    const restartMs: number[] = [];
    for (let restart = 0; restart < restartsPerRound; restart += 1) restartMs.push(await restartOnce(keeper, folder));
    await sleep(settleMs);
    const memory = keeper.ownProcesses().reduce((sum, id) => sum + memoryOf(id), 0);
    for (const id of keeper.ownProcesses()) kill(id);
    await sleep(settleMs);
    await keeper.start();
    await sleep(settleMs);
    const doubled = programsOf(keeper, folder).length - processCount;
    const stopMs = await timed(() => keeper.stop());
    await sleep(settleMs);
    return { startMs, restartMs, memory, stopMs, orphans: programsOf(keeper, folder).length, doubled };
  } finally {
    keeper.close();
    for (const id of processesIn(folder)) kill(id);
  }
}

/** What goes on by itself has come to rest then. */
const settleMs = 1_500;

/** Kills a service and waits until another process is there in its place. */
async function restartOnce(keeper: Keeper, folder: string): Promise<number> {
  const before = programsOf(keeper, folder).filter((id) => commandOf(id) === "sleep 100000");
  const [victim] = before.slice(-1);
  if (victim === undefined) throw new Error(`${keeper.name} runs nothing.`);
  const known = new Set(before);
  return timed(async () => {
    kill(victim);
    while (!programsOf(keeper, folder).some((id) => !known.has(id) && commandOf(id) === "sleep 100000")) await sleep(1);
  });
}

function programsOf(keeper: Keeper, folder: string): number[] {
  const own = new Set(keeper.ownProcesses());
  return processesIn(folder).filter((id) => !own.has(id) && commandOf(id).startsWith("sleep "));
}

async function untilCount(keeper: Keeper, folder: string, count: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (programsOf(keeper, folder).length < count) {
    if (performance.now() > deadline) throw new Error(`${keeper.name} did not start all.`);
    await sleep(2);
  }
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const pm2Version = "7.0.4";

/** Nothing of it is run while it is installed; `null` where there is no registry. */
function installPm2(folder: string): string | null {
  const place = process.env.MILLRACE_BENCH_PEERS ?? join(folder, "tools");
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "peers", private: true, dependencies: { pm2: pm2Version } }));
  const npm = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: place, timeout: 300_000 });
  return npm.status === 0 ? join(place, "node_modules") : null;
}
