import { spawn } from "node:child_process";
import type { Failure } from "../../../shared/result.ts";
import { askProcessToEnd, isGroupAlive, signalGroup } from "./groups.ts";
import { type Cookie, killLeftovers } from "./leftovers.ts";
import type { StartFailureCode } from "./start-failure.ts";
import type { ProcessEnd } from "./start-process.ts";

/** How a command ended, or why it never began. */
export type CommandEnd = ProcessEnd | { readonly kind: "not-started"; readonly failure: Failure<StartFailureCode> };

/** A command that runs, or is about to. */
export interface RunningCommand {
  /**
   * Asks its whole process group to end, gives it `graceMs`, then kills what is left of it and whoever carries its
   * `MILLRACE_STAGE_RUN`. `onEnd` comes when all of them are gone, at the latest about 0.1 s after the grace.
   */
  stop(graceMs: number): void;
  /** The same without any grace. */
  kill(): void;
}

/** How often a stopping group is looked at: soon at first, then rarely. */
const firstLookMs = 4;
const lastLookMs = 64;

/** How long a killed group may take to vanish before the end is told anyway. */
const burialMs = 1_000;

/** Lets a command and all that it starts end together, in time. */
export class SupervisedCommand implements RunningCommand {
  readonly #cookie: Cookie | null;
  readonly #onEnd: (end: CommandEnd) => void;
  readonly #asksFirstOnly: boolean;
  /** Also the id of its group; `null` until it has one. */
  #pid: number | null = null;
  #end: CommandEnd | null = null;
  #isOver = false;
  #isStopping = false;
  #isKilled = false;
  #deadline: NodeJS.Timeout | undefined;
  /** The search for those who carry the mark. */
  #killing: Promise<unknown> = Promise.resolve();
  /** Makes a stopping group be looked at now. */
  #lookNow = () => {};

  /** `asksFirstOnly`: of its group only the first process is asked to end; the rest goes with it. */
  constructor(cookie: Cookie | null, onEnd: (end: CommandEnd) => void, { asksFirstOnly = false } = {}) {
    this.#cookie = cookie;
    this.#onEnd = onEnd;
    this.#asksFirstOnly = asksFirstOnly;
  }

  onStart(pid: number): void {
    this.#pid = pid;
    // It may have been told to stop before it was there.
    if (this.#isKilled) this.#kill();
    else if (this.#isStopping) this.#ask(pid);
  }

  onExit(end: ProcessEnd): void {
    this.#end = end;
    if (this.#isStopping) {
      // Nobody has asked the others, so nobody waits for them.
      if (this.#asksFirstOnly) this.stop(0);
      this.#lookNow();
      return;
    }
    this.#isOver = true;
    // One system call in the ordinary case: nobody is there. The id cannot have been given to others so soon.
    if (this.#pid !== null) signalGroup(this.#pid, "SIGKILL");
    this.#onEnd(end);
  }

  /** What nobody waits for must not run on. */
  onLost(): void {
    this.stop(0);
    this.onExit({ kind: "signaled", signal: "SIGKILL" });
  }

  onFailure(failure: Failure<StartFailureCode>): void {
    this.#end = { kind: "not-started", failure };
    this.#pid = null;
    if (this.#isStopping) {
      this.#lookNow();
      return;
    }
    this.#isOver = true;
    const end = this.#end;
    queueMicrotask(() => this.#onEnd(end));
  }

  stop(graceMs: number): void {
    if (this.#isOver || this.#isKilled) return;
    if (graceMs <= 0) {
      this.#isKilled = true;
      clearTimeout(this.#deadline);
      this.#kill();
      this.#lookNow();
    } else if (!this.#isStopping) {
      if (this.#pid !== null) this.#ask(this.#pid);
      this.#deadline = setTimeout(() => this.stop(0), graceMs);
    }
    if (this.#isStopping) return;
    this.#isStopping = true;
    void this.#watchStop();
  }

  kill(): void {
    this.stop(0);
  }

  #ask(pid: number): void {
    if (!this.#asksFirstOnly) askToEnd(pid);
    // Without such a signal it looks by itself whether it is told to stop.
    else if (process.platform !== "win32") askProcessToEnd(pid);
  }

  #kill(): void {
    // First those who can be found by their parents, too: once the parents are dead nothing leads to them.
    if (this.#cookie !== null) this.#killing = Promise.all([this.#killing, killLeftovers(this.#cookie)]);
    if (this.#pid !== null) killTree(this.#pid);
  }

  /** Waits until the first process and its group have ended, by themselves or by force, then sweeps and tells. */
  async #watchStop(): Promise<void> {
    let waitMs = firstLookMs;
    let waitedAfterKillMs = 0;
    while (this.#end === null || (this.#pid !== null && isGroupAlive(this.#pid) && waitedAfterKillMs < burialMs)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#lookNow = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.#isKilled) waitedAfterKillMs += waitMs;
      waitMs = this.#isKilled ? firstLookMs : Math.min(waitMs * 2, lastLookMs);
    }
    this.#isOver = true;
    clearTimeout(this.#deadline);
    // Whoever is still at it would kill what carries the same mark next, such as a further step.
    await this.#killing;
    if (this.#cookie !== null) await killLeftovers(this.#cookie);
    this.#onEnd(this.#end);
  }
}

function askToEnd(pid: number): void {
  if (process.platform === "win32") return;
  signalGroup(pid, "SIGTERM");
  // A process that is stopped (Ctrl-Z) would see the signal only when it goes on.
  signalGroup(pid, "SIGCONT");
}

/** Kills a group; on Windows the tree below a process. */
export function killTree(pid: number): void {
  if (process.platform !== "win32") {
    signalGroup(pid, "SIGKILL");
    return;
  }
  // Windows has no groups: its own tool ends the tree by parents.
  spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true }).on("error", () => {});
}
