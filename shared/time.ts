/** Milliseconds in one second, minute, hour and day. */
export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** No date lies further from 1970. */
export const mostDateMs = 8.64e15;

/** Timers of the system go no further: what waits longer waits again. One beyond it would fire at once. */
export const mostTimerMs = 2 ** 31 - 1;

const unitMs: Record<string, number> = { ms: 1, s: secondMs, m: minuteMs, h: hourMs, d: dayMs };

/**
 * Reads a duration as written in `millrace.yml`: `500ms`, `10s`, `1.5m`, `1h 30m`. `null` when it is none, is not
 * above zero, or is over 30 days (a timer beyond 2^31 ms, about 24.8 days, would fire at once; callers split it).
 */
export function parseDuration(text: string): number | null {
  const parts = text.trim().split(/\s+/);
  let total = 0;
  for (const part of parts) {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(part);
    if (!match) return null;
    total += Number(match[1]) * (unitMs[match[2] ?? ""] ?? Number.NaN);
  }
  const rounded = Math.round(total);
  return rounded > 0 && rounded <= 30 * dayMs ? rounded : null;
}

/** Writes a duration for people: `412 ms`, `8.4 s`, `12.4 s`, `1 m 04 s`, `5 h 12 m`, `2 d 3 h`. */
export function formatDuration(durationMs: number): string {
  if (Math.round(durationMs) < secondMs) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / secondMs).toFixed(1)} s`;
  const seconds = Math.round(durationMs / secondMs);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const yearMs = 365.25 * dayMs;

/** From here on a number of days says nothing to a person. */
const oldMs = 2 * yearMs;

/** Writes how long ago something was: `just now`, `45 s ago`, `14 min ago`, `3 h ago`, `6 d ago`, `11 y ago`. */
export function formatAge(ageMs: number): string {
  if (ageMs < 5 * secondMs) return "just now";
  if (ageMs < minuteMs) return `${Math.floor(ageMs / secondMs)} s ago`;
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  return ageMs < oldMs ? `${Math.floor(ageMs / dayMs)} d ago` : `${Math.floor(ageMs / yearMs)} y ago`;
}

/** The short form for narrow places: `now`, `14 m`, `3 h`, `6 d`, `11 y`. */
export function formatAgeShort(ageMs: number): string {
  if (ageMs < minuteMs) return "now";
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} m`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)} h`;
  return ageMs < oldMs ? `${Math.floor(ageMs / dayMs)} d` : `${Math.floor(ageMs / yearMs)} y`;
}

/** Bytes in one GiB. */
export const gibibyte = 1024 ** 3;

/** Writes a size in binary units: `0 B`, `999 B`, `1.9 MiB`, `3.0 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  // What would be written as 1024 of one unit is 1.0 of the next.
  while (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** The day that `2026-10-08` names, as days since 1970-01-01 in UTC; `null` for anything else. */
export function parseDay(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Some take the 30th of February for a day of March.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text) ? null : ms / dayMs;
}

/** `2026-10-08`, of days since 1970-01-01 in UTC: what {@link parseDay} reads. */
export function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
