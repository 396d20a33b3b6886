import { merge, type Status, type StatusReason, type TerminalStatus } from "../../../shared/status.ts";

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
/** There was no room for what had to be written. */
export const diskFull: Verdict = { status: "errored", reason: "disk-full", detail: "The disk is full." };

/** What a run counts as whose stages have all ended. `fault` is what kept it from being recorded meanwhile. */
export function verdictOnRun(stages: readonly Status[], fault: Verdict | null): Pick<Verdict, "status" | "reason"> {
  const status = merge(stages);
  switch (status) {
    case "passed":
    case "skipped":
      return { status, reason: null };
    case "failed":
      return { status, reason: "stage-failed" };
    case "errored":
      return { status, reason: fault === null ? "stage-errored" : fault.reason };
    case "canceled":
      return { status, reason: "canceled-by-user" };
    default:
      throw new Error(`A run cannot end while its stages are ${status}.`);
  }
}
