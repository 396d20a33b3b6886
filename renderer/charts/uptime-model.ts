import type { UptimeBar } from "../../shared/contract/monitors.ts";
import { formatUptime, uptimeOfBar } from "../../shared/monitor-look.ts";
import { dayMs, formatDuration, hourMs } from "../../shared/time.ts";

/** A part of a bar from its foot up, as shares of its height. */
export interface BarPart {
  readonly kind: "up" | "degraded" | "down" | "maintenance";
  readonly share: number;
}

// A minute of a day would be half a pixel: whatever was not well is seen.
const leastShare = 0.22;

/** The parts of a bar: what was well at the foot, what was not above it; empty when nothing is known. */
export function partsOfBar({ upMs, degradedMs, downMs, maintenanceMs }: UptimeBar): BarPart[] {
  const known = upMs + degradedMs + downMs + maintenanceMs;
  if (known === 0) return [];
  const raise = (ms: number) => (ms === 0 ? 0 : Math.max(leastShare, ms / known));
  const [down, degraded, maintenance] = [raise(downMs), raise(degradedMs), raise(maintenanceMs)];
  const bad = down + degraded + maintenance;
  const scale = upMs === 0 ? 1 / bad : Math.min(1, 0.9 / Math.max(bad, 1e-9));
  const parts: BarPart[] = [
    { kind: "up", share: upMs === 0 ? 0 : 1 - bad * scale },
    { kind: "maintenance", share: maintenance * scale },
    { kind: "degraded", share: degraded * scale },
    { kind: "down", share: down * scale },
  ];
  return parts.filter(({ share }) => share > 0);
}

/** Percent of the known time of several bars that it was up; `null` when nothing is known. */
export function uptimeOfBars(bars: readonly UptimeBar[]): number | null {
  const sum = { from: 0, upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0 };
  for (const bar of bars) {
    sum.upMs += bar.upMs;
    sum.degradedMs += bar.degradedMs;
    sum.downMs += bar.downMs;
  }
  const share = uptimeOfBar(sum);
  return share === null ? null : share * 100;
}

const dayFormat = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** When a bar was: a day, or from when to when. */
export function timeOfBar({ from }: UptimeBar, barMs: number): string {
  if (barMs >= dayMs * 0.9) return dayFormat.format(from + barMs / 2);
  const until = clockFormat.format(from + barMs);
  return `${dayFormat.format(from)}, ${clockFormat.format(from)} to ${until}`;
}

/** How it stood in a bar's time, a line each; the first says it all. */
export function linesOfBar(bar: UptimeBar, barMs: number): string[] {
  const known = bar.upMs + bar.degradedMs + bar.downMs + bar.maintenanceMs;
  if (known === 0) return ["Nothing is known"];
  const share = uptimeOfBar(bar);
  const lines = [share === null ? "In maintenance" : `Up ${formatUptime(share * 100)}`];
  if (bar.downMs > 0) lines.push(`Down for ${formatDuration(bar.downMs)}`);
  if (bar.degradedMs > 0) lines.push(`Slow for ${formatDuration(bar.degradedMs)}`);
  if (bar.maintenanceMs > 0 && share !== null) lines.push(`In maintenance for ${formatDuration(bar.maintenanceMs)}`);
  const unknown = barMs - known;
  if (unknown > Math.max(1_000, barMs * 0.02)) lines.push(`Nobody looked for ${formatDuration(unknown)}`);
  return lines;
}

/** The times that bars of uptime show, and how many they are. */
export const barRanges = {
  "24h": { forMs: dayMs, bars: 48, words: "the last 24 hours" },
  "30d": { forMs: 30 * dayMs, bars: 30, words: "the last 30 days" },
  "90d": { forMs: 90 * dayMs, bars: 90, words: "the last 90 days" },
} as const;

/** See {@link barRanges}. */
export type BarRange = keyof typeof barRanges;

/** The first and the last moment of the bars at a moment: whole half hours of a day, whole days otherwise. */
export function barBounds(range: BarRange, now: number): { readonly from: number; readonly to: number } {
  const { forMs, bars } = barRanges[range];
  if (range === "24h") {
    const barMs = forMs / bars;
    const to = Math.ceil(now / barMs) * barMs;
    return { from: to - forMs, to };
  }
  const end = new Date(now);
  end.setHours(24, 0, 0, 0);
  return { from: end.getTime() - forMs, to: end.getTime() };
}

/** How long until bars are read again: what is new is hardly a pixel. */
export const barsPauseMs: Readonly<Record<BarRange, number>> = { "24h": 15_000, "30d": hourMs / 60, "90d": hourMs / 60 };
