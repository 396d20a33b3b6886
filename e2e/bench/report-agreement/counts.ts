import { createReadStream } from "node:fs";
import { readTestReport } from "../../../electron/engine/report/report.ts";

/** How many tests ended how. What could not be run counts as failed: tools do not agree on what an error is. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What our readers tell of these reports together; a sentence when one of them was refused or damaged. */
export async function readCounts(files: readonly string[]): Promise<Counts | string> {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const file of files) {
    const read = await readTestReport(createReadStream(file), { name: file, onTest: () => {} });
    if (!read.ok) return read.failure.message;
    const { totals, problems } = read.value;
    if (problems[0] !== undefined) return problems[0].message;
    passed += totals.passed;
    failed += totals.failed + totals.errored;
    skipped += totals.skipped;
  }
  return { passed, failed, skipped };
}

/** Passed, failed and skipped, such as `4 / 1 / 2`. */
export function countWords({ passed, failed, skipped }: Counts): string {
  return `${passed} / ${failed} / ${skipped}`;
}
