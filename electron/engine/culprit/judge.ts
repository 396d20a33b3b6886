import type { StageRun } from "../../../shared/contract/schemas.ts";
import { isTerminal } from "../../../shared/status.ts";
import type { Verdict } from "./range.ts";

/** How one variant of the judging stage ended. */
export type StageEnd = Pick<StageRun, "variant" | "status" | "reason">;

/** What a run says of its commit, and, when it cannot say, why: to be read after the commit's name. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly why: string | null;
}

/**
 * What the ends of a stage, without attempts that were made again, say of the commit. `variant`: only this one judges;
 * `null` lets all of them, of which one that fails is enough. What could not run says nothing. Pure.
 */
export function judge(ends: readonly StageEnd[], variant: string | null): Judgement {
  const own = ends.filter((end) => variant === null || end.variant === variant);
  if (own.length === 0) return cannot(variant === null ? "the stage is not there" : `the stage has no variant ${variant}`);
  if (own.some(({ status, reason }) => status === "failed" && reason !== "approval-denied")) return { verdict: "bad", why: null };
  const open = own.find(({ status }) => status !== "passed");
  return open === undefined ? { verdict: "good", why: null } : cannot(whyOpen(open));
}

function cannot(why: string): Judgement {
  return { verdict: "skipped", why };
}

function whyOpen({ status, reason }: StageEnd): string {
  if (!isTerminal(status)) return "the stage has not ended";
  const because = reason === null || reason === "exit-code" ? "" : ` (${reason.replaceAll("-", " ")})`;
  if (status === "skipped") return reason === "needs-failed" ? "a stage that it needs did not pass" : `the stage was left out${because}`;
  if (status === "errored") return `the stage could not run${because}`;
  if (status === "interrupted") return "the run's process vanished";
  return status === "canceled" ? `the run was canceled` : `the stage was not let run${because}`;
}

/** What earlier runs on one tree say together; `null` when that is nothing that can be relied on. */
export function judgePast(runs: readonly (readonly StageEnd[])[], variant: string | null, repeat: number): "good" | "bad" | null {
  const counted = repeat === 1 ? runs : runs.filter((ends) => !ends.some(({ reason }) => reason === "kept" || reason === "cache-hit"));
  const verdicts = counted.map((ends) => judge(ends, variant).verdict);
  const good = verdicts.filter((verdict) => verdict === "good").length;
  const isBad = verdicts.includes("bad");
  // One that both passed and failed is flaky: only who asks several times can live with that.
  if (isBad) return good === 0 || repeat > 1 ? "bad" : null;
  return good >= repeat ? "good" : null;
}
