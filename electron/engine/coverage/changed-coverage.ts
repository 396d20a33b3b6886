import type { HitRun } from "../report/report.ts";
import { type LineMap, withMissedBranches } from "./line-map.ts";

/** Lines that follow each other, both included, from 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** What a change brought into one file. */
export interface ChangedLines {
  /** The new path, relative to the project. */
  readonly path: string;
  /** The new lines, sorted, without overlaps. */
  readonly ranges: readonly LineRange[];
}

/** How the changed lines of one file fared. */
export interface ChangedFileCoverage {
  readonly path: string;
  /** Changed lines that can be reached at all. */
  readonly lines: number;
  readonly covered: number;
  /** Which were not reached, sorted. */
  readonly missed: readonly LineRange[];
  /** Which were reached partly, sorted; they count as covered. */
  readonly partly: readonly LineRange[];
}

/** The same of all. */
export interface ChangedCoverage {
  readonly lines: number;
  readonly covered: number;
  /** Changed files that were measured, the worst first. */
  readonly files: readonly ChangedFileCoverage[];
  /** Changed files of which no report tells, in the order of the change. */
  readonly unmeasured: readonly string[];
}

/** Lays changed lines over what is known of the files; `mapOf` answers `null` for a file that no report tells of. */
export function coverageOfChanges(changes: readonly ChangedLines[], mapOf: (path: string) => LineMap | null): ChangedCoverage {
  const files: ChangedFileCoverage[] = [];
  const unmeasured: string[] = [];
  for (const { path, ranges } of changes) {
    const map = mapOf(path);
    if (map === null) unmeasured.push(path);
    else files.push(coverageOfFile(path, ranges, map));
  }
  const measured = files.filter(({ lines }) => lines > 0);
  return {
    lines: measured.reduce((sum, { lines }) => sum + lines, 0),
    covered: measured.reduce((sum, { covered }) => sum + covered, 0),
    files: measured.toSorted((left, right) => right.lines - right.covered - (left.lines - left.covered) || compare(left.path, right.path)),
    unmeasured,
  };
}

function coverageOfFile(path: string, ranges: readonly LineRange[], map: LineMap): ChangedFileCoverage {
  const runs = withMissedBranches(map);
  const found = { missed: [] as LineRange[], partly: [] as LineRange[], covered: [] as LineRange[] };
  let at = 0;
  for (const range of ranges) {
    while ((runs[at]?.to ?? range.from) < range.from) at += 1;
    for (let next = at; (runs[next]?.from ?? Number.POSITIVE_INFINITY) <= range.to; next += 1) {
      const { from, to, state } = runs[next] as HitRun;
      append(found[state], { from: Math.max(from, range.from), to: Math.min(to, range.to) });
    }
  }
  const covered = lengthOf(found.covered) + lengthOf(found.partly);
  return { path, lines: covered + lengthOf(found.missed), covered, missed: found.missed, partly: found.partly };
}

function lengthOf(ranges: readonly LineRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

function append(ranges: LineRange[], range: LineRange): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.to === range.from - 1) ranges[ranges.length - 1] = { from: last.from, to: range.to };
  else ranges.push(range);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : 1;
}
