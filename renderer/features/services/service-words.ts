import type { Service } from "../../../shared/contract/services.ts";
import { serviceWord } from "../../../shared/service-look.ts";
import { formatDuration, secondMs } from "../../../shared/time.ts";

/** Where a service stands in a word, and why in a few more; the second may be empty. */
export function standingText(service: Service, now: number): readonly [word: string, detail: string] {
  const { state, nextStartAt, isCurrent, line, detail } = service;
  const word = serviceWord(service);
  if (state === "backing-off" && nextStartAt !== null) {
    return [word, [`again in ${wait(nextStartAt - now)}`, detail].filter((part) => part !== "").join(", ")];
  }
  if (detail !== "") return [word, detail];
  if (line === 0) return [word, "no longer in the file"];
  return [word, isCurrent ? "" : "the file says otherwise by now"];
}

/** Whole seconds: what counts down has no use for tenths. */
function wait(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / secondMs));
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * secondMs);
}

/** How long the process of a service has been there; empty while there is none. */
export function uptimeText({ startedAt }: Pick<Service, "startedAt">, now: number): string {
  return startedAt === null ? "" : wait(now - startedAt);
}

/** Percent of one core, as exactly as it matters. */
export function formatPercent(percent: number): string {
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** How a process ended: `exit code 1`, `SIGKILL`; `nobody saw it end` when that is not known. */
export function exitText({ exitCode, signal }: { readonly exitCode: number | null; readonly signal: string | null }): string {
  if (signal !== null) return signal;
  return exitCode === null ? "nobody saw it end" : `exit code ${exitCode}`;
}
