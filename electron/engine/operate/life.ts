import type { PlannedService } from "../../../shared/pipeline/planned-service.ts";
import { byPerson } from "../../../shared/service-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { StoredLife } from "../store/store.ts";

/*
 * The life of one service: what becomes of it when something happens, without a clock or a process. Whoever owns the
 * process tells what happened, keeps what it became, and asks `nextSteps` what to do.
 */

/** How a process ended; `unseen`: nobody knows. */
export type ServiceEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "unseen" };

/** What happens to a service. */
export type LifeEvent =
  /** A person wants it to run. */
  | { readonly type: "want"; readonly isRestart: boolean }
  /** Nobody wants it any more. */
  | { readonly type: "unwant" }
  /** It may not be started yet. */
  | { readonly type: "hold"; readonly detail: string }
  /** Its process is about to be started. */
  | { readonly type: "start" }
  /** There is no process. `isFinal`: trying again would not help. */
  | { readonly type: "not-started"; readonly detail: string; readonly isFinal: boolean }
  | { readonly type: "ready" }
  /** It was not ready in time. */
  | { readonly type: "late" }
  /** Whether it is still well. */
  | { readonly type: "answer"; readonly isGood: boolean; readonly detail: string }
  /** It cannot be left running. */
  | { readonly type: "unfit"; readonly detail: string }
  /** It is being told to end. */
  | { readonly type: "stop" }
  /** Nothing of it runs any more. */
  | { readonly type: "end"; readonly end: ServiceEnd }
  /** It turned out that it had never been started. */
  | { readonly type: "never-began" }
  /** Its wait is over. */
  | { readonly type: "due" };

/** A service that nobody has asked for. */
export function newLife(now: number): StoredLife {
  return {
    ...{ state: "stopped", detail: "", since: now, isWanted: false, cause: "", ending: null },
    ...{ attempts: 0, restarts: 0, failures: 0, nextStartAt: null, startedAt: null },
  };
}

/** Whether a service in that state has a process. */
export function hasProcess({ state }: Pick<StoredLife, "state">): boolean {
  return state === "starting" || state === "ready" || state === "unwell" || state === "stopping";
}

/** Whether it ended well by itself and is not to be started again: what needs it need not wait for more. */
export function isDone({ state, isWanted }: Pick<StoredLife, "state" | "isWanted">): boolean {
  return state === "stopped" && isWanted;
}

/** What becomes of a service. An event that does not fit where it stands changes nothing. */
export function live(life: StoredLife, event: LifeEvent, plan: PlannedService, now: number): StoredLife {
  const next = changed(life, event, plan, now);
  return next.state === life.state ? next : { ...next, since: now };
}

function changed(life: StoredLife, event: LifeEvent, plan: PlannedService, now: number): StoredLife {
  switch (event.type) {
    case "want":
      return wanted(life, event.isRestart);
    case "unwant":
      return unwanted(life);
    case "hold":
      return life.state === "waiting" ? { ...life, detail: event.detail } : life;
    case "start":
      return life.state === "waiting" ? { ...life, state: "starting", detail: "", startedAt: now, failures: 0 } : life;
    case "not-started":
      if (life.state !== "starting") return life;
      return event.isFinal ? givenUp(life, event.detail) : ended(life, event.detail, false, plan, now);
    case "ready":
      return life.state === "starting" ? { ...life, state: "ready", detail: "" } : life;
    case "late":
      return life.state === "starting" ? failing(life, `not ready within ${formatDuration(plan.ready?.withinMs ?? 0)}`) : life;
    case "answer":
      return answered(life, event.isGood, event.detail, plan.live?.failuresAllowed ?? 1);
    case "unfit":
      return hasProcess(life) && life.ending === null ? failing(life, event.detail) : life;
    case "stop":
      return hasProcess(life) && life.ending !== null ? { ...life, state: "stopping", nextStartAt: null } : life;
    case "end":
      return hasProcess(life) ? afterEnd(life, event.end, plan, now) : life;
    case "never-began":
      if (!hasProcess(life)) return life;
      return life.ending === "stop" ? stopped(life) : { ...life, state: "waiting", detail: "", ending: null, startedAt: null };
    case "due":
      return afterWait(life, now);
  }
}

function afterWait(life: StoredLife, now: number): StoredLife {
  const { state, since, nextStartAt } = life;
  if (state !== "backing-off" || nextStartAt === null) return life;
  // The clock was put back: it waits anew, and no longer than it was to.
  if (now < since) return { ...life, since: now, nextStartAt: now + nextStartAt - since };
  if (now < nextStartAt) return life;
  return { ...life, state: "waiting", detail: life.cause, nextStartAt: null, restarts: life.restarts + 1 };
}

function wanted(life: StoredLife, isRestart: boolean): StoredLife {
  const fresh = { isWanted: true, attempts: 0, restarts: 0 };
  if (!hasProcess(life)) return { ...life, ...fresh, state: "waiting", detail: "", cause: byPerson, failures: 0, nextStartAt: null };
  const isEnding = life.state === "stopping" || life.ending === "fail";
  if (isRestart || isEnding) return { ...life, ...fresh, ending: "restart", cause: byPerson };
  return { ...life, isWanted: true, ending: life.ending === "stop" ? null : life.ending };
}

function unwanted(life: StoredLife): StoredLife {
  return hasProcess(life) ? { ...life, isWanted: false, ending: "stop" } : stopped({ ...life, isWanted: false });
}

function stopped(life: StoredLife): StoredLife {
  return { ...life, state: "stopped", detail: "", ending: null, nextStartAt: null, failures: 0 };
}

function givenUp(life: StoredLife, detail: string): StoredLife {
  return { ...life, state: "given-up", detail, ending: null, nextStartAt: null };
}

function failing(life: StoredLife, detail: string): StoredLife {
  return life.ending === null ? { ...life, detail, ending: "fail" } : life;
}

function answered(life: StoredLife, isGood: boolean, detail: string, failuresAllowed: number): StoredLife {
  if ((life.state !== "ready" && life.state !== "unwell") || life.ending !== null) return life;
  if (isGood) return { ...life, state: "ready", detail: "", failures: 0 };
  const failures = life.failures + 1;
  const unwell: StoredLife = { ...life, state: "unwell", detail, failures };
  return failures < failuresAllowed
    ? unwell
    : failing(unwell, `not well${failures === 1 ? "" : ` ${failures} times in a row`}, at last: ${detail}`);
}

function afterEnd(life: StoredLife, end: ServiceEnd, plan: PlannedService, now: number): StoredLife {
  switch (life.ending) {
    case "stop":
      return stopped(life);
    case "restart":
      return { ...life, state: "waiting", detail: "", ending: null, failures: 0 };
    case "fail":
      return ended(life, life.detail, false, plan, now);
    case null:
      return ended(life, endWords(end), end.kind === "exited" && end.exitCode === 0, plan, now);
  }
}

/** How a process ended, in words. */
export function endWords(end: ServiceEnd): string {
  switch (end.kind) {
    case "exited":
      return `ended with exit code ${end.exitCode}`;
    case "signaled":
      return `ended by ${end.signal}`;
    case "unseen":
      return "ended while nobody looked after it";
  }
}

/** It ended without being asked to: it is started again after a while, or not at all. */
function ended(life: StoredLife, detail: string, isGood: boolean, { restart }: PlannedService, now: number): StoredLife {
  const gone: StoredLife = { ...life, ending: null, failures: 0 };
  if (isGood && restart.policy !== "always") return { ...stopped(gone), detail };
  if (restart.policy === "never") return givenUp(gone, detail);
  const ranLong = life.startedAt !== null && now - life.startedAt >= restart.resetMs;
  const attempts = ranLong ? 0 : life.attempts;
  if (attempts >= restart.attempts) return givenUp(gone, `${detail}; given up after ${restartsWords(attempts)}`);
  const nextStartAt = now + backoffMs(restart, attempts);
  return { ...gone, state: "backing-off", detail, cause: detail, attempts: attempts + 1, nextStartAt };
}

function restartsWords(count: number): string {
  return count === 1 ? "1 restart" : `${count} restarts in a row`;
}

/** How long to wait before a restart after so many in a row. */
export function backoffMs({ backoffMs: first, mostMs }: PlannedService["restart"], attempts: number): number {
  return Math.min(mostMs, first * 2 ** attempts);
}
