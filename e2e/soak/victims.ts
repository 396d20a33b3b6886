import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./cast.ts";

/** A process of a stage, by what it is. */
export interface Victim {
  readonly id: number;
  readonly kind: "engine" | "host" | "command" | "stage";
  readonly command: string;
}

/** Every process that works in the stage's data folder. Zombies have no environment any more, so they are none of them. */
export function findVictims({ home }: Stage): Victim[] {
  return readdirSync("/proc").flatMap((name): Victim[] => {
    const id = Number(name);
    if (!Number.isInteger(id) || id === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${id}/environ`, "latin1").includes(`MILLRACE_HOME=${home}\0`)) return [];
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return [{ id, kind: kindOf(command), command }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

function kindOf(command: string): Victim["kind"] {
  if (command.includes("run-host.js")) return "host";
  if (command.includes("cli.js serve")) return "engine";
  return command.includes("cli.js ") ? "command" : "stage";
}

/** What is left of a stage beside its engine after `patienceMs`. */
export async function othersLeft(stage: Stage, engine: number, patienceMs: number): Promise<Victim[]> {
  for (const until = performance.now() + patienceMs; ; await sleep(100)) {
    const left = findVictims(stage).filter(({ id }) => id !== engine);
    if (left.length === 0 || performance.now() > until) return left;
  }
}
