import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { formatDuration, minuteMs, secondMs } from "../../../../shared/time.ts";

/** Why a runbook cannot be run now, and until when; `null` when it can. */
export function freeText({ freeAt, lastRun }: Pick<Runbook, "freeAt" | "lastRun">, now: number): string | null {
  if (lastRun !== null && !isTerminal(lastRun.status)) return `run ${lastRun.number} is under way`;
  if (freeAt === null || freeAt <= now) return null;
  const waitMs = freeAt - now;
  return `free again in ${formatDuration(waitMs < minuteMs ? Math.max(1, Math.ceil(waitMs / secondMs)) * secondMs : waitMs).replace(".0 s", " s")}`;
}
