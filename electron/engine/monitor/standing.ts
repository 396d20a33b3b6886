import { secondMs } from "../../../shared/time.ts";
import type { MonitorStanding, NewCheck } from "../store/store.ts";

/** When a monitor is down, and what is slow. */
export interface StandingRules {
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** So many further failures before it is down. */
  readonly retries: number;
  /** Slower answers are degraded; `null`: none is. */
  readonly slowMs: number | null;
}

/** The pause before a failure is looked into again. */
export const retryMs = secondMs;

/** A check that comes later than its turn by so much more is missing. */
const lateMs = 5 * secondMs;

/** A monitor that nobody has looked at. */
export function unseen(nowMs: number): MonitorStanding {
  return { state: "unknown", detail: "", since: nowMs, seenAt: null, knownUntil: 0, failures: 0, failingSince: null };
}

/**
 * What a check makes of a monitor. A monitor is down when it has failed once and each retry, too, and then since the first
 * of these failures. Time between two checks that are too far apart, or run backwards, is unknown and belongs to neither.
 */
export function afterCheck(before: MonitorStanding, check: NewCheck["check"], rules: StandingRules, isMaintenance: boolean): NewCheck {
  const { at, durationMs, isGood, detail } = check;
  const seenAt = Math.round(at + durationMs);
  const isGap = before.seenAt === null || at > before.knownUntil || at < before.since;
  const last = isGap ? unseen(before.since) : before;
  const failures = isGood ? 0 : last.failures + 1;
  // What fails in a maintenance, or did, fails since its end at the earliest.
  const isForgiven = isMaintenance || last.state === "maintenance";
  const failingSince = isGood ? null : isForgiven ? at : Math.min(at, last.failingSince ?? at);
  const state = stateOf(last, check, failures, rules, isMaintenance);
  const isSame = !isGap && state === before.state;
  const from = state === "down" ? (failingSince ?? at) : at;
  return {
    check,
    standing: {
      ...{ state, detail, since: isSame ? before.since : from, seenAt, failures, failingSince },
      knownUntil: seenAt + rules.everyMs + rules.timeoutMs + lateMs,
    },
    endedAt: isSame || (isGap && state === "unknown" && before.state === "unknown") ? null : isGap ? (before.seenAt ?? from) : from,
  };
}

function stateOf(
  last: MonitorStanding,
  { isGood, durationMs }: NewCheck["check"],
  failures: number,
  { retries, slowMs }: StandingRules,
  isMaintenance: boolean,
): MonitorStanding["state"] {
  if (isMaintenance) return "maintenance";
  if (isGood) return slowMs !== null && durationMs > slowMs ? "degraded" : "up";
  if (failures > retries) return "down";
  return last.state === "maintenance" ? "unknown" : last.state;
}

/** How a monitor stands for a reader: what nobody has looked at for too long is unknown. */
export function standingAt(standing: MonitorStanding, nowMs: number): MonitorStanding {
  if (standing.state === "unknown" || nowMs <= standing.knownUntil) return standing;
  return { ...standing, state: "unknown", detail: "nobody looks", since: standing.seenAt ?? standing.since };
}
