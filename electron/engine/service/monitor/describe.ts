import type { Monitor } from "../../../../shared/contract/monitors.ts";
import type { MonitorId } from "../../../../shared/ids.ts";
import type { PlannedMonitor } from "../../../../shared/pipeline/planned-monitor.ts";
import { dayMs } from "../../../../shared/time.ts";
import { alertWords, endedSpans, objectiveOf, standingAt, targetWords, timesWithin, uptimeOf } from "../../monitor/monitor.ts";
import { summarize } from "../../series/series.ts";
import type { StoredMonitor, Tables } from "../../store/store.ts";

/** A flapping monitor changes its state so often in a month at most that charts can still tell it. */
export const mostSpans = 100_000;

/** A monitor for the window: as its file says, and as it stands. */
export function describeMonitor(tables: Tables, stored: StoredMonitor, planned: PlannedMonitor, line: number, nowMs: number): Monitor {
  const { id, projectId, name, lastCheck, pausedAt, silencedUntil } = stored;
  const longestMs = Math.max(30 * dayMs, planned.objective?.overMs ?? 0);
  const spans = endedSpans(tables.monitors.spans(id, nowMs - longestMs, nowMs, mostSpans), stored, nowMs);
  const uptime = (overMs: number) => uptimeOf(timesWithin(spans, nowMs - overMs, nowMs));
  const standing = standingAt(stored.standing, nowMs);
  const isPaused = pausedAt !== null;
  return {
    ...{ id, projectId, name, description: planned.description, kind: planned.check.kind, target: targetWords(planned.check) },
    everyMs: planned.everyMs,
    state: isPaused ? "paused" : standing.state,
    detail: isPaused ? "" : standing.detail,
    since: isPaused ? pausedAt : standing.since,
    lastCheck,
    uptime: { day: uptime(dayMs), week: uptime(7 * dayMs), month: uptime(30 * dayMs) },
    latency: latencyOf(tables, id, nowMs),
    objective: planned.objective === null ? null : objectiveOf(planned.objective, spans, nowMs),
    silencedUntil: silencedUntil !== null && silencedUntil > nowMs ? silencedUntil : null,
    alert: planned.alert === null ? null : alertWords(planned.alert),
    line,
  };
}

function latencyOf({ series }: Tables, id: MonitorId, nowMs: number): Monitor["latency"] {
  const [summary] = summarize(series, [`monitor/${id}/latency`], nowMs - dayMs, nowMs);
  return { p50: summary?.p50 ?? null, p95: summary?.p95 ?? null };
}
