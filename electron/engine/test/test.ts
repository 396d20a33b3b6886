/** The public face of tests over all runs: what stages found, and where each test stands. */
export { readReports } from "./read-in-thread.ts";
export type { ReadReports, StageReports } from "./read-stage-reports.ts";
