import type { FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { CoverageRunOfLines } from "../../../../shared/contract/coverage.ts";

/** How a line fared in the tests. */
export type LineState = CoverageRunOfLines["state"];

/** How a line of the newer side fared, by its number; `null` for one that cannot be reached. */
export type LineCoverage = (line: number) => LineState | null;

/** What the sign beside a line says. */
export const stateWords: Readonly<Record<LineState, string>> = {
  missed: "Not covered",
  partly: "Partly covered",
  covered: "Covered",
};

/** Looks lines up in what a report tells of them, in order. */
export function lineCoverage(runs: readonly CoverageRunOfLines[]): LineCoverage {
  return (line) => {
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((runs[middle]?.to ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    const run = runs[low];
    return run !== undefined && run.from <= line ? run.state : null;
  };
}

/** What a difference's new lines come to. */
export interface NewLines {
  /** Those that can be reached. */
  readonly count: number;
  readonly covered: number;
  /** The first line of each place that was missed, in order. */
  readonly missed: readonly number[];
}

/** Sums up the lines that a difference brings, as far as they are shown. */
export function newLinesOf({ content }: FileDiff, coverage: LineCoverage): NewLines {
  let [count, covered] = [0, 0];
  const missed: number[] = [];
  for (const { lines } of content.kind === "text" ? content.hunks : []) {
    let isMissed = false;
    for (const { kind, newLine } of lines) {
      const state = kind === "added" && newLine !== null ? coverage(newLine) : null;
      if (state !== null) count += 1;
      if (state === "covered" || state === "partly") covered += 1;
      if (state === "missed" && !isMissed) missed.push(newLine ?? 0);
      // A blank line or a brace between two missed lines does not make two places of them.
      if (state !== null || kind === "same") isMissed = state === "missed";
    }
  }
  return { count, covered, missed };
}
