import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "./random.ts";

/** What a scenario may use. */
export interface SoakOptions {
  /** How often to do it: each scenario says what once is. */
  readonly rounds: number;
  readonly random: Random;
  /** Tells what is going on, for whoever watches. */
  readonly say: (line: string) => void;
}

/** What a scenario came to. */
export interface SoakReport {
  /** What was done, in numbers, such as `40 kills in 14 rounds`. */
  readonly done: string;
  /** Every promise that was broken, with where; empty when all is well. */
  readonly violations: readonly string[];
}

/** One way of going wrong, tried on real processes and real files. */
export interface Scenario {
  readonly name: string;
  /** Rounds when nobody says how many. */
  readonly usualRounds: number;
  run(options: SoakOptions): Promise<SoakReport>;
}

/** Gives `use` a folder of its own, and removes it with all that is in it. Short: sockets are bound below it. */
export async function withFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), "soak-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
