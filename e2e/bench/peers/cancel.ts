import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openTestStore, write } from "../../fixtures/history.ts";
import { processesLeft } from "../../fixtures/leftovers.ts";
import { median } from "../bench-row.ts";
import type { BenchTable } from "../markdown.ts";
import { cli } from "../millrace-run.ts";
import { millrace } from "./file-peers.ts";
import { environmentOf } from "./invoke.ts";
import type { Invocation, MissingPeer, Peer } from "./peer.ts";

const patienceMs = 10_000;
const rounds = 3;

/** How long after its exit a tool's processes are counted: some end by themselves when their parent has gone. */
const settleMs = 2_000;

/** Ways to stop a tool: as a supervisor does, as a terminal does, and by our own command. */
const ways = {
  "TERM to it alone": (child: ChildProcess) => void child.kill("SIGTERM"),
  "Ctrl-C": (child: ChildProcess) => void process.kill(-(child.pid ?? 0), "SIGINT"),
  "`runs cancel`": (_: ChildProcess, { cwd, environment }: Invocation) =>
    void spawn(process.execPath, [cli, "runs", "cancel", "1", "--project", cwd], { env: environmentOf(environment), stdio: "ignore" }),
} as const;

type Way = keyof typeof ways;

interface Stopped {
  /** From the signal to its exit; `null` when it did not exit in time. */
  readonly ms: number | null;
  readonly exit: string;
  /** The step itself, its ordinary children, the one in a session of its own, and anything else. */
  readonly left: readonly [step: number, children: number, ownSession: number, others: number];
}

/** How long every tool takes to stop a step that ignores being asked, and what it leaves running. */
export async function measureCancel(folder: string, peers: readonly (Peer | MissingPeer)[]): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const graceMs of [0, 1_000]) {
    const cells = [`Millrace, grace ${graceMs / 1_000} s`];
    for (const way of Object.keys(ways) as Way[]) cells.push(...(await measure(folder, millrace, way, graceMs)));
    rows.push(cells);
  }
  for (const peer of peers) {
    if ("reason" in peer) rows.push([peer.name, `skipped: ${peer.reason}`, "", "", "", "", ""]);
    else rows.push([peer.name, ...(await measure(folder, peer, "TERM to it alone")), ...(await measure(folder, peer, "Ctrl-C")), "", ""]);
  }
  return {
    title: "**Stopping a step that ignores TERM and INT, with two children and one more in a session of its own**",
    head: ["Tool", ...Object.keys(ways).flatMap((way) => [way, "left"])],
    rows,
  };
}

/** The time to its exit, and the most that was left. */
async function measure(folder: string, peer: Peer, way: Way, graceMs?: number): Promise<[string, string]> {
  const all: Stopped[] = [];
  for (let round = 0; round < rounds && all.every(({ ms }) => ms !== null); round += 1) {
    const place = join(
      folder,
      `${basename(folder)}-${peer.name.replaceAll(/\W/g, "-")}-${Object.keys(ways).indexOf(way)}-${graceMs}-${round}`,
    );
    all.push(await stop(place, peer, way, graceMs));
  }
  const times = all.flatMap(({ ms }) => ms ?? []);
  const last = all.at(-1);
  const most = [0, 1, 2, 3].map((kind) => Math.max(...all.map(({ left }) => left[kind] ?? 0)));
  const left = `${most.slice(0, 3).join("+")}${most[3] === 0 ? "" : ` and ${most[3]}`}`;
  if (times.length < all.length) return [`no exit in ${patienceMs / 1_000} s`, left];
  return [`${median(times).toFixed(0)} ms, ${last?.exit}`, left];
}

async function stop(folder: string, peer: Peer, way: Way, graceMs?: number): Promise<Stopped> {
  mkdirSync(folder, { recursive: true });
  const ready = join(folder, "ready");
  const step = `exec "${process.execPath}" "${join(import.meta.dirname, "stubborn-step.ts")}" "${ready}"`;
  const invocation = peer.prepare(folder, [{ command: step, needs: [] }], 1);
  if (graceMs !== undefined) setGrace(invocation, graceMs);
  const child = spawn(invocation.program, invocation.parameters, {
    ...{ cwd: invocation.cwd, env: environmentOf({ ...invocation.environment, MILLRACE_BENCH_MARK: folder }) },
    ...{ stdio: "ignore", detached: true },
  });
  const ended = once(child, "exit");
  for (let waitedMs = 0; !existsSync(ready) && waitedMs < patienceMs; waitedMs += 20) await sleep(20);
  // The last of its children is there before the file, but the tool may still be noting that it started.
  await sleep(300);
  const signaledAt = performance.now();
  ways[way](child, invocation);
  const exit = await Promise.race([ended, sleep(patienceMs, null, { ref: false })]);
  const ms = performance.now() - signaledAt;
  if (exit === null) child.kill("SIGKILL");
  await sleep(settleMs);
  const left = await processesLeft(folder, 0);
  for (const { id } of left) kill(id);
  const count = (text: string) => left.filter(({ command }) => command.includes(text)).length;
  // A shell may hold the step's command line, too; the step itself is Node.
  const steps = left.filter(({ command }) => command.startsWith(process.execPath) && command.includes("stubborn-step.ts")).length;
  const known = [steps, count("sleep 3601"), count("sleep 3602")] as const;
  const others = left.length - known[0] - known[1] - known[2];
  return { ms: exit === null ? null : ms, exit: `exit ${exit?.[0] ?? exit?.[1]}`, left: [...known, others] };
}

function setGrace({ environment }: Invocation, stopGraceMs: number): void {
  const store = openTestStore(environment.MILLRACE_HOME ?? "");
  write(store, ({ settings }) => settings.change({ stopGraceMs }, 1));
  store.close();
}

function kill(processId: number): void {
  try {
    process.kill(processId, "SIGKILL");
  } catch {
    // It has ended since.
  }
}
