/** The public face of tests over all runs: what stages found, and where each test stands. */
export { testKeyOf } from "./collect-results.ts";
export { type FailedTest, readFailedTests, readTellingTest, type TellingTest } from "./failed-tests.ts";
export { readFlakiest } from "./flakiest.ts";
export { type HistoryWish, readFailure, readHistory, type TestHistory } from "./history.ts";
export { type OfRunWish, readRunTotals, readTestsOfRun, type TestsOfRun } from "./of-run.ts";
export { branchToTell, readOverview } from "./overview.ts";
export { type PageWish, readPage } from "./page.ts";
export { readReports } from "./read-in-thread.ts";
export type { ReadReports, StageReports } from "./read-stage-reports.ts";
export { type KeptReport, type KeptResult, keepTransfer, readTransfer, type TransferredResults } from "./transfer.ts";
