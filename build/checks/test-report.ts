import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** What one check came to. A tool that only says yes or no counts as one. */
export interface TestReport {
  readonly passed: number;
  /** By name. */
  readonly failed: readonly string[];
  readonly skipped: readonly SkippedTest[];
}

/** A test that did not run, and why: nothing is left out silently. */
export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

/** Where our reporters leave what they counted; they run in the test runner's process. */
export const reportVariable = "MILLRACE_TEST_REPORT";

/** Leaves a report for whoever started the test runner; does nothing when nobody asked. */
export function leaveReport(report: TestReport): void {
  const file = process.env[reportVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(report));
}

/** Takes a report that was left; `null` when the test runner ended without. */
export function takeReport(file: string): TestReport | null {
  try {
    const report: TestReport = JSON.parse(readFileSync(file, "utf8"));
    rmSync(file);
    return report;
  } catch {
    return null;
  }
}
