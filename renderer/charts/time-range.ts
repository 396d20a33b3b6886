import { dayMs, hourMs, minuteMs } from "../../shared/time.ts";
import type { RouteQuery } from "../state/route.ts";

/** Times that end now, by the name that stands in an address. */
export const rangePresets = {
  "15m": 15 * minuteMs,
  "1h": hourMs,
  "6h": 6 * hourMs,
  "24h": dayMs,
  "7d": 7 * dayMs,
  "30d": 30 * dayMs,
  "90d": 90 * dayMs,
  "1y": 365 * dayMs,
} as const;

/** See {@link rangePresets}. */
export type RangePreset = keyof typeof rangePresets;

/** The time that charts show: one that ends now and goes on, and within it maybe a closer look that stands still. */
export interface ChartRange {
  readonly preset: RangePreset;
  readonly zoom: { readonly from: number; readonly to: number } | null;
}

/** Reads the time from an address. */
export function readRange({ range, from, to }: RouteQuery, usual: RangePreset = "24h"): ChartRange {
  const preset = range !== undefined && Object.hasOwn(rangePresets, range) ? (range as RangePreset) : usual;
  const zoom = { from: Number(from), to: Number(to) };
  return { preset, zoom: Number.isFinite(zoom.from) && Number.isFinite(zoom.to) && zoom.from < zoom.to ? zoom : null };
}

/** The shortest of some times that holds all since a moment, up to `longest`: what is young would be a sliver in a longer one. */
export function usualRange(since: number | null, now: number, presets: readonly RangePreset[], longest: RangePreset): RangePreset {
  if (since === null) return longest;
  const fits = presets.find((preset) => rangePresets[preset] >= now - since);
  return fits === undefined || rangePresets[fits] > rangePresets[longest] ? longest : fits;
}

/** What of an address changes when charts look at a part of the time; `null` for the whole. */
export function zoomQuery(zoom: ChartRange["zoom"]): RouteQuery {
  return zoom === null ? { from: "", to: "" } : { from: String(Math.round(zoom.from)), to: String(Math.round(zoom.to)) };
}

/** What of an address changes when another time is chosen. */
export function presetQuery(preset: RangePreset): RouteQuery {
  return { range: preset, ...zoomQuery(null) };
}

/** The first and the last moment of a range, at a moment. */
export function boundsOf({ preset, zoom }: ChartRange, now: number): { readonly from: number; readonly to: number } {
  return zoom ?? { from: now - rangePresets[preset], to: now };
}

/** How often a range that goes on is read again: a step shows about when it is over, but never more often than each second. */
export function refreshMs(range: ChartRange, points: number): number | null {
  if (range.zoom !== null) return null;
  return Math.max(1_000, Math.min(minuteMs, rangePresets[range.preset] / points / 2));
}
