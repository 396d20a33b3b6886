import type { ReportProblem } from "../test-result.ts";
import type { LineUnits } from "./line-units.ts";

/** The formats of coverage that are read. */
export type CoverageFormat = "lcov" | "cobertura" | "jacoco" | "clover" | "go-cover" | "istanbul";

/** Lines that follow each other and fared alike. `partly`: not all that is on them was reached, as far as the lines themselves say. */
export interface HitRun {
  /** From 1. */
  readonly from: number;
  /** Included. */
  readonly to: number;
  readonly state: LineState;
}

/** How a line fared that could have been reached. */
export type LineState = "missed" | "partly" | "covered";

/** What a report tells of a file in one place; it may tell more of the same file in another. */
export interface FileCoverage {
  /** As the report has it. */
  readonly path: string;
  /** The folders that the report's relative paths may be below, as it has them; empty when it names none. */
  readonly roots: readonly string[];
  /** Instrumented lines only, from the first on, without overlaps. */
  readonly lines: readonly HitRun[];
  readonly branches: LineUnits;
  readonly functions: LineUnits;
  /** Where the tool itself counts by statements; empty otherwise. */
  readonly statements: LineUnits;
}

/** Where readers of coverage put what they find. */
export interface CoverageSink {
  file(coverage: FileCoverage): void;
  problem(problem: ReportProblem): void;
}
