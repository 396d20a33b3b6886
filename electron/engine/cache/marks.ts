import { hash } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dayMs, minuteMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { draftFile, draftsFolder, marksFolder } from "./cache-folder.ts";
import { isAbsence } from "./file-state.ts";

/** Whose outputs are being put back, and by whom. */
export interface Mark {
  /** The project's folder. */
  readonly root: string;
  readonly stage: string;
  readonly variant: string;
  readonly outputs: readonly string[];
  readonly pid: number;
}

/** How soon to look again whether another process is ready, and how long at most. */
const lookMs = 20;
const patienceMs = 2 * minuteMs;

/** No process puts outputs back for so long; by then another one may have its number. */
const longestMs = dayMs;

/**
 * Notes that stay where a process was killed while it put a stage's outputs back: until that stage has been restored or
 * run again, they are a mixture, and nothing that depends on them is taken from the cache or kept. They also keep two
 * processes from putting back different results of one stage at once.
 */
export class Marks {
  readonly #dataFolder: string;
  readonly #now: Clock;

  constructor(dataFolder: string, now: Clock) {
    this.#dataFolder = dataFolder;
    this.#now = now;
    mkdirSync(marksFolder(dataFolder), { recursive: true, mode: 0o700 });
    mkdirSync(draftsFolder(dataFolder), { recursive: true, mode: 0o700 });
  }

  /** Those of all projects, the dead ones included. */
  all(): Mark[] {
    return readdirSync(marksFolder(this.#dataFolder)).flatMap((name) => {
      const mark = this.#read(join(marksFolder(this.#dataFolder), name));
      return mark === null || mark === "damaged" ? [] : [mark];
    });
  }

  /** Takes the mark of a stage, after whoever has it. False when they have it for too long. */
  async take(mark: Mark, signal: AbortSignal | undefined): Promise<boolean> {
    const file = this.#file(mark);
    for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += lookMs) {
      if (this.#place(mark, file)) return true;
      const holder = this.#read(file);
      if (holder === null) continue;
      if (holder === "damaged" || !this.#isAlive(holder, file)) this.#bury(file, holder);
      else await sleep(lookMs, undefined, signal === undefined ? {} : { signal });
    }
    return false;
  }

  /** Says that the stage's outputs are whole again. Nothing happens while another process puts them back. */
  release(root: string, stage: string, variant: string): void {
    const file = this.#file({ root, stage, variant });
    const holder = this.#read(file);
    if (holder === null) return;
    if (holder === "damaged" || holder.pid === process.pid) rmSync(file, { force: true });
    else if (!this.#isAlive(holder, file)) this.#bury(file, holder);
  }

  #place(mark: Mark, file: string): boolean {
    const draft = draftFile(this.#dataFolder);
    writeFileSync(draft, JSON.stringify(mark));
    try {
      linkSync(draft, file);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Takes away the mark of a process that is gone, and puts it back when it was another's by then. */
  #bury(file: string, dead: Mark | "damaged"): void {
    const aside = draftFile(this.#dataFolder);
    try {
      renameSync(file, aside);
      const found = this.#read(aside);
      if (JSON.stringify(found) !== JSON.stringify(dead)) linkSync(aside, file);
    } catch {
      // Somebody was faster.
    } finally {
      rmSync(aside, { force: true });
    }
  }

  #isAlive({ pid }: Mark, file: string): boolean {
    const takenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return this.#now() - takenAt < longestMs && isProcessAlive(pid);
  }

  #read(file: string): Mark | "damaged" | null {
    try {
      return JSON.parse(readFileSync(file, "utf8")) as Mark;
    } catch (error) {
      return isAbsence(error) ? null : "damaged";
    }
  }

  #file({ root, stage, variant }: Pick<Mark, "root" | "stage" | "variant">): string {
    return join(marksFolder(this.#dataFolder), hash("sha256", JSON.stringify([root, stage, variant]), "hex").slice(0, 32));
  }
}

/** Whether a process has this number. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but not ours.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
