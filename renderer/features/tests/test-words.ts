import type { Flaky, Test, TestOutcome, TestRow, TestStanding, TestStatus, TestTotals } from "../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../shared/counts.ts";
import { formatDuration } from "../../../shared/time.ts";

/** What stands around a test, outermost first; a class that only repeats its suites is left out. */
export function pathOf({ suitePath, className, name }: Pick<Test, "suitePath" | "className" | "name">): string[] {
  const isRepeated = className === null || className === "" || className === name || suitePath.includes(className);
  const isJoined = className !== null && [" ", ".", " > ", "::"].some((sign) => suitePath.join(sign) === className);
  return [...suitePath, ...(isRepeated || isJoined ? [] : [className])].filter((part) => part !== "");
}

/** `src/cart.test.ts:48`, the end of it when it is long; empty when the place is unknown. */
export function placeOf({ file, line }: Pick<Test, "file" | "line">): string {
  if (file === null) return "";
  return line === null ? file : `${file}:${line}`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** How a test ended last, as its icon and its bar are drawn. */
export function isRed(status: TestStatus): boolean {
  return status === "failed" || status === "errored";
}

/** The word for where a test stands. */
export function standingWord(standing: TestStanding, status: TestStatus): string {
  switch (standing) {
    case "new-failure":
      return status === "errored" ? "New error" : "New failure";
    case "still-failing":
      return status === "errored" ? "Still in error" : "Still failing";
    case "fixed":
      return "Fixed";
    case "passed":
      return "Passed";
    case "skipped":
      return "Skipped";
  }
}

/** `run 12, a41f9c2`; where an outcome is from. */
export function originOf({ runNumber, commit }: Pick<TestOutcome, "runNumber" | "commit">): string {
  return commit === null ? `run ${runNumber}` : `run ${runNumber}, ${commit.slice(0, 7)}`;
}

/** How many straight passes clear a flaky test (PRODUCT §1). */
export const passesToClear = 5;

/** `3 of 14 failed on 2 trees`. */
export function flakyRate({ failures, outcomes, trees }: Flaky): string {
  return `${withThousands(failures)} of ${withThousands(outcomes)} failed, ${countOf(trees, "tree")}`;
}

/** `2 of 5 passes`, of those that clear it. */
export function passesWords({ passesSince }: Flaky): string {
  return `${Math.min(passesSince, passesToClear)} of ${passesToClear} passes`;
}

/** A duration as people read it; a test that was skipped took no time. */
export function durationText({ durationMs, status }: { readonly durationMs: number | null; readonly status: TestStatus }): string {
  if (durationMs === null || status === "skipped") return "–";
  // Rounded it would be nothing.
  return durationMs < 0.5 ? "< 1 ms" : formatDuration(durationMs);
}

/** How a duration stands against the usual one. */
export interface DurationChange {
  /** `+38 %`, `× 4.2`. */
  readonly text: string;
  readonly verdict: "better" | "worse";
}

// Below these a test is as quick as ever: the rest is the machine's mood.
const leastShare = 0.25;
const leastMs = 20;

/** What is to be said of a duration beside the usual one; `null` when it is about the same, or one is unknown. */
export function durationChange(durationMs: number | null, usualMs: number | null): DurationChange | null {
  if (durationMs === null || usualMs === null) return null;
  const difference = durationMs - usualMs;
  if (Math.abs(difference) < leastMs || Math.abs(difference) < usualMs * leastShare) return null;
  const verdict = difference > 0 ? "worse" : "better";
  if (usualMs > 0 && durationMs >= 3 * usualMs) return { text: `× ${(durationMs / usualMs).toFixed(1)}`, verdict };
  if (usualMs === 0) return { text: `+${formatDuration(difference)}`, verdict };
  const percent = Math.round((Math.abs(difference) / usualMs) * 100);
  return { text: `${difference > 0 ? "+" : "−"}${percent} %`, verdict };
}

/** `2 of 812 tests failed`, `812 tests passed`; what a stage or a run says of its tests in one breath. */
export function totalsSentence({ tests, failed, errored, skipped, passed }: TestTotals): string {
  if (tests === 0) return "no tests";
  const red = failed + errored;
  if (red > 0) return `${withThousands(red)} of ${countOf(tests, "test")} failed`;
  if (passed === 0) return `${countOf(tests, "test")} skipped`;
  return `${countOf(passed, "test")} passed${skipped > 0 ? `, ${withThousands(skipped)} skipped` : ""}`;
}

/** The parts of a total that are there, in words, the worst first. */
export function totalsParts(totals: TestTotals): { readonly status: TestStatus; readonly count: number }[] {
  const order = ["failed", "errored", "passed", "skipped"] as const;
  return order.map((status) => ({ status, count: totals[status] })).filter(({ count }) => count > 0);
}

/** Since when a red test has been red, as one sentence; empty for others. */
export function sinceSentence({ standing, since, last }: Pick<TestRow, "standing" | "since" | "last">): string {
  if (standing === "new-failure") return "New: it did not fail before.";
  if (standing === "fixed") return `Fixed in ${originOf(since ?? last)}.`;
  if (standing !== "still-failing") return "";
  return since === null ? "Failing for as long as its outcomes were kept." : `Failing since ${originOf(since)}.`;
}
