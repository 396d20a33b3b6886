import { csvLine } from "./csv.ts";

/** What of a chart is written. */
export interface ChartTable {
  /** The beginning of each step, epoch milliseconds. */
  readonly at: readonly number[];
  readonly stepMs: number;
  /** The unit of all lines. */
  readonly unit: string;
  /** As long as `at` each; `null` where nothing is known. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** What happened. */
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}

/**
 * A chart as CSV: one line for each step with the moment in UTC, its values as they were measured, and what happened within
 * the step. Values that nobody knows are empty.
 */
export function chartCsv({ at, stepMs, unit, lines, marks }: ChartTable): string {
  const rows = at.map((moment, index) => {
    const within = marks.filter((mark) => mark.at >= moment && mark.at < moment + stepMs).map(({ text }) => text);
    return [new Date(moment).toISOString(), ...lines.map(({ values }) => values[index] ?? null), within.join("; ")];
  });
  return [["time", ...lines.map(({ name }) => `${name} (${unit})`), "events"], ...rows].map(csvLine).join("");
}
