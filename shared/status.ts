import { err, type Failure, failure, ok, type Result } from "./result.ts";

/**
 * Every status of a run and of a stage run, with its meaning. Strings are stored and sent as they stand here: never
 * rename one.
 */
export const statusMeanings = {
  queued: "will run, but waits for its needs, a free worker or another run",
  waiting: "waits for a person's approval",
  running: "its process runs",
  canceling: "was told to stop and has not stopped yet",
  passed: "ended well",
  failed: "ended with a fault of its own: an exit code, a signal, a timeout",
  canceled: "was stopped, or never started because its run was",
  skipped: "was not run because of a need or a condition",
  errored: "could not start, or is wrongly configured",
  interrupted: "its process vanished",
} as const;

/** One status of a run or of a stage run. */
export type Status = keyof typeof statusMeanings;

/** All statuses, in the order of {@link statusMeanings}. */
export const statuses = Object.keys(statusMeanings) as readonly Status[];

const terminalStatuses = ["passed", "failed", "canceled", "skipped", "errored", "interrupted"] as const;

/** A status that never changes again. */
export type TerminalStatus = (typeof terminalStatuses)[number];

/** Whether a status never changes again. */
export function isTerminal(status: Status): status is TerminalStatus {
  return (terminalStatuses as readonly Status[]).includes(status);
}

/** Why something has the status that it has. Stable strings; `null` where the status says it all. */
export const statusReasons = [
  "exit-code",
  "signal",
  "timeout",
  "command-not-found",
  "shell-missing",
  "folder-missing",
  "could-not-start",
  "log-unwritable",
  "artifact-missing",
  "artifact-unwritable",
  "artifact-secret",
  "secrets-unreadable",
  "needs-failed",
  "canceled-by-user",
  "host-vanished",
  "condition-false",
  "condition-failed",
  "approval-denied",
  "cache-hit",
  "kept",
  "fail-fast",
  "replaced-by-newer",
  "outputs-invalid",
  "secret-missing",
  "checkout-failed",
  "stage-failed",
  "stage-errored",
  "disk-full",
] as const;

/** See {@link statusReasons}. */
export type StatusReason = (typeof statusReasons)[number];

/** Where a run or a stage run stands. Times are epoch milliseconds; `durationMs` is set when both ends are known. */
export interface Standing {
  readonly status: Status;
  readonly reason: StatusReason | null;
  /** When its process started; `null` when it never did. */
  readonly startedAt: number | null;
  /** When it reached a terminal status; `null` before. */
  readonly finishedAt: number | null;
  /** From start to finish, at least 0; `null` while unfinished and when it never started. */
  readonly durationMs: number | null;
}

/** What can happen to a run or a stage run. */
export type StatusEvent =
  | { readonly type: "start" }
  | { readonly type: "wait" }
  | { readonly type: "resume" }
  | { readonly type: "cancel" }
  | { readonly type: "finish"; readonly status: TerminalStatus; readonly reason: StatusReason | null };

/** The standing of everything new. */
export const queued: Standing = { status: "queued", reason: null, startedAt: null, finishedAt: null, durationMs: null };

const successors: Record<Status, readonly Status[]> = {
  queued: ["waiting", "running", "canceling", "passed", "failed", "canceled", "skipped", "errored", "interrupted"],
  // A run passes from here when all that people denied may fail.
  waiting: ["queued", "running", "canceling", "passed", "failed", "canceled", "skipped", "errored", "interrupted"],
  // A run waits again when nothing is left but what a person must decide.
  running: ["waiting", "canceling", "passed", "failed", "canceled", "errored", "interrupted"],
  // A stage may end by itself between the request and the signal; what it really did is what is kept.
  canceling: ["passed", "failed", "canceled", "errored", "interrupted"],
  passed: [],
  failed: [],
  canceled: [],
  skipped: [],
  errored: [],
  interrupted: [],
};

/**
 * The only way from one standing to the next. Pure: `now` (epoch milliseconds) is passed in. A clock that went
 * backwards never yields a negative duration. An event that does not fit the status is a failure, and the standing
 * stays what it was.
 */
export function transition(current: Standing, event: StatusEvent, now: number): Result<Standing, Failure<"illegal-transition">> {
  const next = statusAfter(event);
  if (!successors[current.status].includes(next)) {
    return err(failure("illegal-transition", `A ${current.status} stage or run cannot become ${next}.`));
  }
  if (event.type === "start") {
    return ok({ status: "running", reason: null, startedAt: current.startedAt ?? now, finishedAt: null, durationMs: null });
  }
  if (event.type !== "finish") return ok({ ...current, status: next });
  const finishedAt = Math.max(now, current.startedAt ?? now);
  const durationMs = current.startedAt === null ? null : finishedAt - current.startedAt;
  return ok({ status: event.status, reason: event.reason, startedAt: current.startedAt, finishedAt, durationMs });
}

function statusAfter(event: StatusEvent): Status {
  switch (event.type) {
    case "start":
      return "running";
    case "wait":
      return "waiting";
    case "resume":
      return "queued";
    case "cancel":
      return "canceling";
    case "finish":
      return event.status;
  }
}

/** What an end counts as for whatever depends on it: an allowed failure is a pass. */
export function conclusionOf(status: Status, mayFail: boolean): Status {
  return mayFail && status === "failed" ? "passed" : status;
}

/** From the most to the least telling: what a parent shows when its children differ. */
const mergeOrder: readonly Status[] = [
  "canceling",
  "running",
  "waiting",
  "queued",
  "interrupted",
  "errored",
  "failed",
  "canceled",
  "passed",
  "skipped",
];

/**
 * One status for many: of a run from its stages, of a phase from its cards. Unfinished children come before finished
 * ones, then the worst wins; `passed` beats `skipped`, so that a phase with one green card is green. `null` when there
 * are no children.
 */
export function merge(children: Iterable<Status>): Status | null {
  let best = mergeOrder.length;
  for (const child of children) best = Math.min(best, mergeOrder.indexOf(child));
  return mergeOrder[best] ?? null;
}
