import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "../bench-row.ts";
import { writeSources } from "../cached-sources.ts";
import type { BenchTable } from "../markdown.ts";
import { millrace } from "./file-peers.ts";
import { invoke } from "./invoke.ts";
import type { Invocation, MissingPeer, Peer } from "./peer.ts";

const packages = 200;
const filesEach = 4;
const rounds = 7;

interface Prepared {
  readonly peer: Peer;
  readonly invocation: Invocation;
  readonly firstMs: number;
  readonly times: number[];
}

/** Every tool that knows what is up to date, on packages of which nothing has changed since the last run. */
export function measureUpToDate(folder: string, peers: readonly (Peer | MissingPeer)[]): BenchTable {
  const prepared = [millrace, ...peers].map((peer, place) => prepare(join(folder, String(place)), peer));
  const ready = prepared.filter((one) => "peer" in one);
  for (let round = 0; round < rounds; round += 1) for (const { times, invocation } of ready) times.push(invoke(invocation).ms);
  const ours = ready.find(({ peer }) => peer === millrace)?.times ?? [];
  return {
    title: `**${packages} packages of ${filesEach} files, nothing changed**`,
    head: ["Tool", "Version", "First run, ms", "Nothing to do, ms", "Least to most", "× Millrace"],
    rows: prepared.map((one) => {
      if ("reason" in one) return [one.name, `skipped: ${one.reason}`, "", "", "", ""];
      const ratio = median(one.times.map((time, round) => time / (ours[round] ?? Number.NaN)));
      return [
        ...[one.peer.name, one.peer.version, one.firstMs.toFixed(0), median(one.times).toFixed(0)],
        ...[`${Math.min(...one.times).toFixed(0)} to ${Math.max(...one.times).toFixed(0)}`, ratio.toFixed(2)],
      ];
    }),
  };
}

/** Runs it until nothing is left to do, and makes sure that nothing was built then. */
function prepare(folder: string, peer: Peer | MissingPeer): Prepared | MissingPeer {
  if ("reason" in peer) return peer;
  if (peer.prepareCached === null) return { name: peer.name, reason: "keeps no results and looks at no files" };
  mkdirSync(folder, { recursive: true });
  writeSources(folder, packages, filesEach);
  try {
    const invocation = peer.prepareCached(folder, packages);
    const { ms: firstMs } = invoke(invocation);
    if (ran(folder) !== packages) return { name: peer.name, reason: `${ran(folder)} of ${packages} packages were built` };
    // The second time some still find their own files new.
    invoke(invocation);
    const before = ran(folder);
    invoke(invocation);
    const again = ran(folder) - before;
    if (again > 0) return { name: peer.name, reason: `${again} packages were built again though nothing had changed` };
    return { peer, invocation, firstMs, times: [] };
  } catch (error) {
    return { name: peer.name, reason: (error as Error).message };
  }
}

/** How many builds have run in all. */
function ran(folder: string): number {
  return readFileSync(join(folder, "ran"), "utf8").length / "ran\n".length;
}
