import { merge, type Status, type StatusReason, type TerminalStatus } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import { plainEnd } from "../store/store.ts";
import type { EndKind } from "./scheduler.ts";

/** What a stage that is stopped, fails or passes counts as. */
export interface Verdict {
  readonly status: TerminalStatus;
  readonly reason: StatusReason | null;
  /** One sentence with what the reason cannot say; `null` mostly. */
  readonly detail: string | null;
}

/** It ended well. */
export const passed: Verdict = { status: "passed", reason: null, detail: null };
/** Somebody told it to stop. */
export const canceled: Verdict = { status: "canceled", reason: "canceled-by-user", detail: null };
/** A newer run or stage of the same group takes its place. */
export const replaced: Verdict = {
  status: "canceled",
  reason: "replaced-by-newer",
  detail: "A newer one of the same group took its place.",
};
/** There was no room for what had to be written. */
export const diskFull: Verdict = { status: "errored", reason: "disk-full", detail: "The disk is full." };

/** Another variant failed, and the stage is not patient with that. */
export function variantFailed(variant: string): Verdict {
  return { status: "canceled", reason: "fail-fast", detail: `Variant ${variant} failed.` };
}

/** The history could not be written: without one nothing may run. */
export function unrecorded({ code, message }: { readonly code: string; readonly message: string }): Verdict {
  return code === "disk-full" ? diskFull : { status: "errored", reason: null, detail: message };
}

/** Whether something went wrong with a stage itself. */
export function isFailure(conclusion: Status): boolean {
  return conclusion === "failed" || conclusion === "errored" || conclusion === "interrupted";
}

/** What an end means for whatever needs the stage. */
export function endKindOf(conclusion: Status): EndKind {
  if (conclusion === "passed") return "passed";
  return conclusion === "skipped" ? "left-out" : "bad";
}

/** Something that it needs did not pass. */
export function needsFailed(need: string, status: Status): Verdict {
  return { status: "skipped", reason: "needs-failed", detail: `Needs ${need}, which ${howItEnded[status] ?? "did not pass"}.` };
}

const howItEnded: Partial<Record<Status, string>> = {
  failed: "failed",
  canceled: "was canceled",
  skipped: "was skipped",
  errored: "could not run",
  interrupted: "was interrupted",
};

/** What is recorded of a stage that ends without having started. */
export function endingWithout(detail: string | null) {
  return { end: { ...plainEnd, detail }, artifacts: [] };
}

/** The run's time is over: for what runs, and for what had not begun. */
export function runTimeout(timeoutMs: number): { readonly running: Verdict; readonly queued: Verdict } {
  const detail = `The run was still going after ${formatDuration(timeoutMs)}.`;
  return { running: { status: "failed", reason: "timeout", detail }, queued: { status: "canceled", reason: "timeout", detail } };
}

/**
 * What a run counts as whose stages have all ended; allowed failures are given as passes. `fault` is what kept it from
 * being recorded meanwhile, or what ended it as a whole.
 */
export function verdictOnRun(
  stages: readonly Status[],
  fault: Pick<Verdict, "status" | "reason"> | null,
): Pick<Verdict, "status" | "reason"> {
  const status = merge(stages);
  if (fault !== null && status === fault.status) return { status: fault.status, reason: fault.reason };
  switch (status) {
    case "passed":
    case "skipped":
      return { status, reason: null };
    case "failed":
      return { status, reason: "stage-failed" };
    case "errored":
      return { status, reason: "stage-errored" };
    case "canceled":
      return { status, reason: "canceled-by-user" };
    default:
      throw new Error(`A run cannot end while its stages are ${status}.`);
  }
}
