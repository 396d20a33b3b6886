import { backoffBefore, type RetryPolicy } from "../../../shared/pipeline/plan.ts";
import type { StageOutcome } from "./execute-stage.ts";
import { afterLong } from "./long-timeout.ts";

/** Whether a stage that has ended is tried again. `attempt` is the one that ended, from 1. */
export function isTriedAgain(retry: RetryPolicy | null, attempt: number, { status, reason, end }: StageOutcome): retry is RetryPolicy {
  if (retry === null || status !== "failed" || attempt >= retry.attempts) return false;
  if (retry.onExitCodes === null) return true;
  // What it answers when its time is over is no exit code of its own.
  return reason !== "timeout" && end.exitCode !== null && retry.onExitCodes.includes(end.exitCode);
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
