/** The public face of coverage: what is known of a project's lines, from the reports of its tests. */

export { reachedOf } from "../report/report.ts";
export {
  type ChangedCoverage,
  type ChangedFileCoverage,
  type ChangedLines,
  coverageOfChanges,
  type LineRange,
} from "./changed-coverage.ts";
export { type CoverageReport, collectCoverage } from "./collect-coverage.ts";
export { keepCoverage, restoreCoverage } from "./keep-coverage.ts";
export {
  type CoverageCounts,
  countLines,
  decodeLineMap,
  type LineMap,
  withMissedBranches,
} from "./line-map.ts";
