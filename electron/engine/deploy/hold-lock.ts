import { setTimeout as sleep } from "node:timers/promises";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { DeployLimits } from "./limits.ts";
import { holderOf, isDead } from "./target/lock.ts";
import type { LockSign, Target, TargetFailure } from "./target/target.ts";

/** A target's lock that is ours, with a sign of life from time to time. */
export interface HeldLock {
  /** Who had it and was silent for too long; `null` when nobody had it. */
  readonly takenFrom: string | null;
  /** Lets others in. Never fails: a lock that cannot be given back is taken by the next one when it has been silent. */
  release(): Promise<void>;
}

/**
 * Takes a target's lock. While somebody lives who has it, waits, and tells `onWait` of it; refuses by that name when it takes
 * too long. Somebody dead is followed at once.
 */
export async function holdLock(
  target: Target,
  limits: DeployLimits,
  signal: AbortSignal,
  onWait: (holder: string) => void,
): Promise<Result<HeldLock, TargetFailure>> {
  let takenFrom: string | null = null;
  const beganMs = performance.now();
  for (;;) {
    const found: Result<LockSign | null, TargetFailure> = takenFrom === null ? await target.lock() : await target.takeLock(takenFrom);
    if (!found.ok) return found;
    if (found.value === null) break;
    const holder = holderOf(found.value.text);
    if (isDead(found.value)) {
      takenFrom = found.value.text;
      continue;
    }
    takenFrom = null;
    const waitedMs = performance.now() - beganMs;
    if (waitedMs > limits.lockWaitMs)
      return err(
        failure(
          "target-refused",
          `${holder} deploys to ${target.name}; waited ${formatDuration(waitedMs)} for it.`,
          "Deploy again when that has ended.",
        ),
      );
    onWait(holder);
    if (!(await pause(limits.lockPauseMs, signal))) return err(failure("canceled", "It was canceled."));
  }
  if (takenFrom !== null) {
    // Another one may have found the same dead holder at the same moment: the last of them has it.
    await sleep(limits.settleMs);
    const sure = await target.beat();
    if (!sure.ok) return sure;
  }
  return ok(keep(target, takenFrom === null ? null : holderOf(takenFrom), limits.beatMs));
}

function keep(target: Target, takenFrom: string | null, beatMs: number): HeldLock {
  let beating: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(() => target.beat());
  }, beatMs);
  return {
    takenFrom,
    release: async () => {
      clearInterval(timer);
      await beating;
      await target.unlock();
    },
  };
}

/** Waits; false when it was told to stop meanwhile. */
async function pause(durationMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(durationMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
