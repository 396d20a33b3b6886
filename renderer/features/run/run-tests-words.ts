import type { TestReport, TestTotals } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import type { StageRunId } from "../../../shared/ids.ts";

/** How the tests of one stage run ended: `2 of 812 tests failed`, `38 tests passed`; empty when it wrote no report that could be read. */
export function testsOfStage(reports: readonly TestReport[], stageRunId: StageRunId): string {
  const totals = reports.flatMap((report) => (report.stageRunId === stageRunId && report.totals !== null ? [report.totals] : []));
  const sum = (key: keyof TestTotals) => totals.reduce((count, one) => count + one[key], 0);
  const tests = sum("tests");
  if (tests === 0) return "";
  const red = sum("failed") + sum("errored");
  const all = countOf(tests, "test");
  if (red > 0) return `${withThousands(red)} of ${all} failed`;
  const skipped = sum("skipped");
  return skipped === 0 ? `${all} passed` : `${all}, ${withThousands(skipped)} skipped`;
}

/** What a tab says of a run's tests: what failed, in red; when nothing did, how many there are. */
export function testCount(totals: TestTotals | null): { readonly count: number; readonly isAlarming: boolean } {
  const red = totals === null ? 0 : totals.failed + totals.errored;
  return { count: red > 0 ? red : (totals?.tests ?? 0), isAlarming: red > 0 };
}
