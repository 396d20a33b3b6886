import { constants } from "node:os";
import { backoffBefore, type RetryPolicy } from "../../../shared/pipeline/plan.ts";
import type { StageOutcome } from "./execute-stage.ts";
import { afterLong } from "./long-timeout.ts";

/** Whether a stage that has ended is tried again. `attempt` is the one that ended, from 1. */
export function isTriedAgain(retry: RetryPolicy | null, attempt: number, { status, reason, end }: StageOutcome): retry is RetryPolicy {
  if (retry === null || status !== "failed" || attempt >= retry.attempts) return false;
  if (retry.onExitCodes === null) return true;
  // What it answers when its time is over is no exit code of its own.
  const exitCode = end.exitCode ?? exitCodeOf(end.signal);
  return reason !== "timeout" && exitCode !== null && retry.onExitCodes.includes(exitCode);
}

/** As a shell tells it (POSIX.1-2024, 2.8.2): whether there is one around the program is nothing that a file could say. */
function exitCodeOf(signal: string | null): number | null {
  const number = signal === null ? undefined : constants.signals[signal as NodeJS.Signals];
  return number === undefined ? null : 128 + number;
}

/** Stages that are tried again after a while, by place. */
export class SecondTries {
  readonly #callOffs = new Map<number, () => void>();

  /** Calls `onDue` when it is time for attempt number `attempt`. */
  wait(place: number, retry: RetryPolicy, attempt: number, onDue: () => void): void {
    const callOff = afterLong(backoffBefore(retry, attempt), () => {
      this.#callOffs.delete(place);
      onDue();
    });
    this.#callOffs.set(place, callOff);
  }

  callOff(place: number): void {
    this.#callOffs.get(place)?.();
    this.#callOffs.delete(place);
  }

  close(): void {
    for (const callOff of this.#callOffs.values()) callOff();
  }
}
