import type { MonitorSpan, MonitorState, Objective, UptimeBar } from "../../../shared/contract/monitors.ts";
import { hourMs } from "../../../shared/time.ts";
import type { StoredMonitor } from "../store/store.ts";

/** How long a monitor stood each way, in milliseconds. */
export type TimesOf = Readonly<Record<Exclude<MonitorState, "unknown" | "paused">, number>>;

const nothing: TimesOf = { up: 0, degraded: 0, down: 0, maintenance: 0 };

/** Spans with an end: the last one lasts as long as the last check speaks for it, or, paused, until now. */
export function endedSpans(
  spans: readonly MonitorSpan[],
  monitor: Pick<StoredMonitor, "standing" | "pausedAt">,
  nowMs: number,
): (MonitorSpan & { readonly to: number })[] {
  const { knownUntil, seenAt } = monitor.standing;
  const known = nowMs <= knownUntil ? nowMs : (seenAt ?? nowMs);
  return spans.map((span) => ({ ...span, to: span.to ?? Math.max(span.from, monitor.pausedAt === null ? known : nowMs) }));
}

/** How long it stood each way between two moments. */
export function timesWithin(spans: readonly (MonitorSpan & { readonly to: number })[], from: number, to: number): TimesOf {
  const times: Record<keyof TimesOf, number> = { ...nothing };
  for (const span of spans) {
    const length = Math.min(to, span.to) - Math.max(from, span.from);
    if (length > 0 && span.state in times) times[span.state as keyof TimesOf] += length;
  }
  return times;
}

/** Percent of the known time that it was up; maintenance counts neither way. `null` when nothing is known. */
export function uptimeOf({ up, degraded, down }: TimesOf): number | null {
  const known = up + degraded + down;
  return known === 0 ? null : (100 * (up + degraded)) / known;
}

/** `count` bars of the same length between two moments. `spans` in any order. */
export function barsOf(
  spans: readonly (MonitorSpan & { readonly to: number })[],
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): UptimeBar[] {
  const lengthMs = (to - from) / count;
  const times = Array.from({ length: count }, () => ({ ...nothing }) as Record<keyof TimesOf, number>);
  for (const span of spans) {
    if (!(span.state in nothing) || lengthMs <= 0) continue;
    const first = Math.max(0, Math.floor((span.from - from) / lengthMs));
    for (let place = first; place < count; place += 1) {
      const begins = from + place * lengthMs;
      const length = Math.min(begins + lengthMs, span.to) - Math.max(begins, span.from);
      const bar = times[place];
      if (length <= 0 || bar === undefined) break;
      bar[span.state as keyof TimesOf] += length;
    }
  }
  return times.map(({ up, degraded, down, maintenance }, place) => ({
    from: from + place * lengthMs,
    ...{ upMs: up, degradedMs: degraded, downMs: down, maintenanceMs: maintenance },
  }));
}

/** What is left of a promise now. The window's whole length is what its budget is a part of. */
export function objectiveOf(
  { target, overMs }: { readonly target: number; readonly overMs: number },
  spans: readonly (MonitorSpan & { readonly to: number })[],
  nowMs: number,
): Objective {
  const times = timesWithin(spans, nowMs - overMs, nowMs);
  const lastHour = timesWithin(spans, nowMs - hourMs, nowMs);
  const knownOfHour = lastHour.up + lastHour.degraded + lastHour.down;
  const share = 1 - target / 100;
  const budgetMs = Math.round(overMs * share);
  return {
    ...{ target, overMs, reached: uptimeOf(times), budgetMs, leftMs: budgetMs - times.down },
    burnRate: knownOfHour === 0 ? null : lastHour.down / knownOfHour / share,
  };
}

/** The newest first, with the times that nobody knows of between them. */
export function withUnknown(spans: readonly (MonitorSpan & { readonly to: number })[], isOver: boolean, nowMs: number): MonitorSpan[] {
  const told: MonitorSpan[] = [];
  let later: number | null = null;
  for (const span of spans) {
    if (later === null && isOver) told.push({ from: span.to, to: null, state: "unknown", detail: "nobody looks" });
    else if (later !== null && span.to < later) told.push({ from: span.to, to: later, state: "unknown", detail: "nobody looked" });
    told.push(later === null && !isOver && span.to >= nowMs ? { ...span, to: null } : span);
    later = span.from;
  }
  return told;
}
