import { failure } from "../../../../shared/result.ts";
import type { LockSign, TargetFailure } from "./target.ts";

/** Who is silent for so long does not live any more. By the target's clock. */
export const deadAfterMs = 60_000;

/** A text that is on the lock while `holder` has it: told apart from all others by its id. */
export function lockText(id: string, holder: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: one line of a terminal.
  return `millrace:${id}:${holder.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, 300)}`;
}

/** The id in a lock's text; empty when it is not one of ours. */
export function lockId(text: string): string {
  return /^millrace:([0-9a-f]+):/.exec(text)?.[1] ?? "";
}

/** The holder's words in a lock's text. */
export function holderOf(text: string): string {
  return text.replace(/^millrace:[0-9a-f]+:/, "");
}

/** Why nothing is changed any more: `text` is on the lock now, `null` when nothing is. `target`: its name. */
export function lockLost(text: string | null, target: string): TargetFailure {
  const who = text === null ? "Somebody else" : holderOf(text);
  return failure("lock-lost", `${who} has taken the lock of ${target}.`, "Look at the target, and deploy again.");
}

/** Whether whoever has the lock is gone. */
export function isDead({ silentMs }: LockSign): boolean {
  return silentMs > deadAfterMs;
}
