import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "../bench-row.ts";
import type { BenchTable } from "../markdown.ts";
import { bareSpawn, millrace } from "./file-peers.ts";
import { faultIn, type Graph, tellingTasks, trivialTasks } from "./graph.ts";
import { invoke } from "./invoke.ts";
import type { Invocation, MissingPeer, Peer } from "./peer.ts";

/** A tool of which the check took this long is not run again: the time of the check stands, in which tasks do hardly more. */
const tooLongMs = 60_000;

/** How often a tool is measured, by how long its check took: those that are quick vary more. */
const roundsBelow: readonly (readonly [ms: number, rounds: number])[] = [
  [5_000, 7],
  [20_000, 3],
  [tooLongMs, 1],
];

/** A tool that would take longer than this is not started. */
const longestCheckMs = 2 * 60_000;

interface Measured {
  readonly peer: Peer;
  /** By round; where it has fewer rounds than others, the last are missing. */
  readonly times: number[];
  readonly rounds: number;
  readonly invocation: Invocation;
}

/**
 * Every tool on one graph, in turn, after each has shown that it runs all tasks once and in order. `taskMs` remembers by name
 * what a task costs, so that the slowest are spared the long graphs.
 */
export function measureSpeed(
  folder: string,
  graph: Graph,
  peers: readonly (Peer | MissingPeer)[],
  taskMs: Map<string, number>,
): BenchTable {
  const checked = [bareSpawn, millrace, ...peers].map((peer, place) => {
    const expectedMs = (taskMs.get(peer.name) ?? 0) * graph.needs.length;
    if (expectedMs > longestCheckMs) return { name: peer.name, reason: `would take about ${Math.round(expectedMs / 60_000)} minutes` };
    return check(join(folder, String(place)), graph, peer);
  });
  const measured = checked.filter((one) => "peer" in one);
  const most = Math.max(...measured.map(({ rounds }) => rounds));
  for (let round = 0; round < most; round += 1)
    for (const { rounds, times, invocation } of measured) if (round < rounds) times.push(invoke(invocation).ms);
  for (const { peer, times } of measured) taskMs.set(peer.name, median(times) / graph.needs.length);
  const timesOf = (name: string) => measured.find(({ peer }) => peer.name === name)?.times ?? [];
  const [bare, ours] = [timesOf(bareSpawn.name), timesOf(millrace.name)];
  return {
    title: `**${graph.title}**`,
    head: ["Tool", "Version", "Runs", "ms", "Least to most", "ms a task", "× bare spawn", "× Millrace"],
    rows: checked.map((one) =>
      "peer" in one ? rowOf(one, graph.needs.length, bare, ours) : [one.name, `skipped: ${one.reason}`, "", "", "", "", "", ""],
    ),
  };
}

function check(folder: string, graph: Graph, peer: Peer | MissingPeer): Measured | MissingPeer {
  if ("reason" in peer) return peer;
  const [telling, trivial, file] = [join(folder, "telling"), join(folder, "trivial"), join(folder, "told")];
  mkdirSync(telling, { recursive: true });
  mkdirSync(trivial);
  try {
    const { ms } = invoke(peer.prepare(telling, tellingTasks(graph, file), graph.atOnce));
    const fault = faultIn(graph, readFileSync(file, "utf8").trim().split("\n").map(Number));
    if (fault !== null) return { name: peer.name, reason: fault };
    const invocation = peer.prepare(trivial, trivialTasks(graph), graph.atOnce);
    if (ms >= tooLongMs) return { peer, times: [ms], rounds: 0, invocation };
    invoke(invocation);
    return { peer, times: [], rounds: roundsBelow.find(([below]) => ms < below)?.[1] ?? 1, invocation };
  } catch (error) {
    return { name: peer.name, reason: (error as Error).message };
  }
}

function rowOf({ peer, times, rounds }: Measured, tasks: number, bare: readonly number[], ours: readonly number[]): string[] {
  const ms = median(times);
  const against = (others: readonly number[]) => median(times.map((time, round) => time / (others[round] ?? median(others)))).toFixed(2);
  const range = times.length < 2 ? "" : `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}`;
  return [
    ...[peer.name, peer.version, rounds === 0 ? "the check" : String(rounds), ms.toFixed(0), range, (ms / tasks).toPrecision(3)],
    ...[against(bare), against(ours)],
  ];
}
