import { dayMs, formatBytes, formatDuration, hourMs, minuteMs, secondMs } from "../../../shared/time.ts";

/** What the values of a chart are. */
export type ChartUnit = "percent" | "bytes" | "milliseconds" | "bytes-per-second" | "number";

/** One line of a chart; a chart has at most six. */
export interface TimeLine {
  readonly name: string;
  /** As long as the chart's `at`; `null` where nothing is known. */
  readonly values: readonly (number | null)[];
  readonly isDashed?: boolean;
}

/** Something that happened, drawn across the chart. */
export interface TimeMark {
  readonly kind: "deployment" | "incident" | "alert";
  readonly at: number;
  /** `null` for a moment, and for what still lasts, which `isOpen` tells apart. */
  readonly until: number | null;
  readonly isOpen: boolean;
  readonly isGood: boolean;
  readonly text: string;
  /** Where it leads; `null` for nowhere. */
  readonly href: string | null;
}

/** What is drawn, column by column. */
export interface TimeData {
  readonly at: readonly number[];
  readonly lines: readonly (readonly (number | null)[])[];
}

/** The most lines that a chart may have: so many colours can be told apart. */
export const mostLines = 6;

/** The colour of a line, by its place. */
export function lineToken(index: number): string {
  return `--series-${(index % mostLines) + 1}`;
}

/** Puts a step without values wherever steps are missing, so that no line is drawn over what nobody knows. */
export function withGaps(at: readonly number[], lines: readonly TimeLine[], stepMs: number): TimeData {
  const moments: number[] = [];
  const values: (number | null)[][] = lines.map(() => []);
  at.forEach((moment, index) => {
    const before = at[index - 1];
    if (before !== undefined && stepMs > 0 && moment - before > stepMs * 1.5) {
      moments.push(before + stepMs);
      for (const column of values) column.push(null);
    }
    moments.push(moment);
    lines.forEach((line, place) => void values[place]?.push(line.values[index] ?? null));
  });
  return { at: moments, lines: values };
}

/** From and to of each stretch in which no line has a value, within a time. */
export function unknownTimes({ at, lines }: TimeData, from: number, to: number, stepMs: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let since: number | null = from;
  at.forEach((moment, index) => {
    if (moment + stepMs <= from || moment >= to) return;
    const isKnown = lines.some((line) => line[index] != null);
    if (isKnown && since !== null) {
      if (moment > since) found.push({ from: since, to: moment });
      since = null;
    } else if (!isKnown && since === null) since = moment;
  });
  const last = at.findLastIndex((moment, index) => moment < to && lines.some((line) => line[index] != null));
  const end = last < 0 ? null : (at[last] ?? to) + stepMs;
  if (since !== null && since < to) found.push({ from: since, to });
  else if (end !== null && end + stepMs < to) found.push({ from: end, to });
  return found.filter((gap) => gap.to - gap.from > stepMs * 1.5);
}

/** Places of points that have no neighbour to draw a line to: they would not be seen. */
export function lonelyPoints(values: readonly (number | null | undefined)[]): number[] {
  return values.flatMap((value, index) => (value != null && values[index - 1] == null && values[index + 1] == null ? [index] : []));
}

const decimalSteps = [1, 2, 2.5, 5, 10];
const binarySteps = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const durationSteps = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * hourMs),
];

/** A scale from nothing to above the highest value, in at most `most` round steps. */
export function valueScale(
  values: readonly (readonly (number | null)[])[],
  unit: ChartUnit,
  most: number,
): { readonly max: number; readonly step: number } {
  let high = 0;
  for (const line of values) for (const value of line) if (value !== null && value > high) high = value;
  // Less than a millionth of anything drawn here is nothing.
  if (high < 1e-6) high = { percent: 100, bytes: 1024 ** 2, milliseconds: 100, "bytes-per-second": 1024, number: 1 }[unit];
  // A share of all stands on the whole scale as soon as it is most of it.
  if (unit === "percent" && high > 60 && high <= 100) return { max: 100, step: 25 };
  const step = roundStep((high * 1.04) / most, unit);
  return { max: Math.ceil((high * 1.04) / step) * step, step };
}

function roundStep(least: number, unit: ChartUnit): number {
  if (unit === "milliseconds") return durationSteps.find((step) => step >= least) ?? Math.ceil(least / dayMs) * dayMs;
  const isBinary = unit === "bytes" || unit === "bytes-per-second";
  const power = isBinary ? 1024 ** Math.max(0, Math.floor(Math.log(least) / Math.log(1024))) : 10 ** Math.floor(Math.log10(least));
  const steps = isBinary ? binarySteps : decimalSteps;
  return power * (steps.find((step) => power * step >= least) ?? (isBinary ? 1024 : 10));
}

/** Where the lines of a scale stand. */
export function scaleSplits({ max, step }: { readonly max: number; readonly step: number }): number[] {
  return Array.from({ length: Math.floor(max / step + 1e-6) + 1 }, (_, index) => index * step);
}

/** A value as a person reads it: `12.4 %`, `412 MiB`, `182 ms`, `1.2 MiB/s`. */
export function formatChartValue(value: number, unit: ChartUnit): string {
  switch (unit) {
    case "percent":
      return `${short(value)} %`;
    case "bytes":
      return formatBytes(Math.round(value));
    case "bytes-per-second":
      return `${formatBytes(Math.round(value))}/s`;
    case "milliseconds":
      return value !== 0 && value < 10 ? `${short(value)} ms` : formatDuration(value);
    case "number":
      return short(value);
  }
}

/** A round value of the scale, as short as it can be: `0`, `50 %`, `512 MiB`, `2 s`. */
export function formatScaleValue(value: number, unit: ChartUnit): string {
  if (value === 0) return "0";
  const text = formatChartValue(value, unit);
  if (unit !== "milliseconds" || value < minuteMs) return text.replace(/\.0(?= )/, "");
  return text.replace(/ 00 [sm]$/, "");
}

function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** Marks that would stand on each other, as one: those of which each is nearer than `leastPx` to the one before. */
export function clusterMarks(
  marks: readonly TimeMark[],
  positionOf: (at: number) => number,
  leastPx: number,
): { readonly left: number; readonly marks: readonly TimeMark[] }[] {
  const clusters: { left: number; marks: TimeMark[] }[] = [];
  for (const mark of marks.toSorted((one, other) => one.at - other.at)) {
    const left = positionOf(mark.at);
    const last = clusters.at(-1);
    if (last !== undefined && left - last.left < leastPx) last.marks.push(mark);
    else clusters.push({ left, marks: [mark] });
  }
  return clusters;
}

/** A time that lies within another, at least `leastMs` long. */
export function narrowed(range: { from: number; to: number }, within: { from: number; to: number }, leastMs: number) {
  const length = Math.max(leastMs, range.to - range.from);
  const middle = (range.from + range.to) / 2;
  const from = Math.max(within.from, Math.min(middle - length / 2, within.to - length));
  return { from: Math.round(from), to: Math.round(Math.min(within.to, from + length)) };
}
