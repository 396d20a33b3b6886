import type { FullResult, Reporter, Suite, TestCase } from "playwright/types/testReporter";
import { leaveReport, type SkippedTest } from "./test-report.ts";

/** Counts browser and Electron specs for the last line of `npm test`. */
// biome-ignore lint/style/noDefaultExport: the test runner loads reporters by default export
export default class CountingReporter implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(result: FullResult): void {
    const tests = this.suite?.allTests() ?? [];
    const failed = tests.filter((test) => test.outcome() === "unexpected" || test.outcome() === "flaky").map(nameOf);
    // A run that was cut short, or could not load its specs, has failed although no single test did.
    if (result.status !== "passed" && failed.length === 0) failed.push(`the run as a whole (${result.status})`);
    leaveReport({
      passed: tests.filter((test) => test.outcome() === "expected").length,
      failed,
      skipped: tests.filter((test) => test.outcome() === "skipped").map(skippedTest),
    });
  }
}

function skippedTest(test: TestCase): SkippedTest {
  const annotations = [...test.annotations, ...test.results.flatMap((result) => result.annotations)];
  const reason = annotations.find((annotation) => annotation.type === "skip" || annotation.type === "fixme")?.description;
  return { name: nameOf(test), reason: reason ?? "no reason given" };
}

function nameOf(test: TestCase): string {
  return test
    .titlePath()
    .filter((part) => part !== "")
    .join(" > ");
}
