import type { Reporter, TestModule } from "vitest/node";
import { leaveReport, type SkippedTest } from "./test-report.ts";

/** Counts unit tests for the last line of `npm test`. */
// biome-ignore lint/style/noDefaultExport: the test runner loads reporters by default export
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { message: string }[]): void {
    let passed = 0;
    const failed = unhandledErrors.map((error) => `unhandled error: ${error.message}`);
    const skipped: SkippedTest[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) failed.push(module.relativeModuleId);
      for (const test of module.children.allTests()) {
        const name = `${module.relativeModuleId} > ${test.fullName}`;
        const result = test.result();
        if (result.state === "passed") passed += 1;
        else if (result.state === "skipped") skipped.push({ name, reason: result.note ?? reasonIn(test.name) });
        else failed.push(name);
      }
    }
    leaveReport({ passed, failed, skipped });
  }
}

// A test that is skipped before it starts has no note: its reason stands in its name, as in `… (skipped for root)`.
function reasonIn(name: string): string {
  return /\(skipped:? (.+)\)$/.exec(name)?.[1] ?? "no reason given";
}
