/** How one test ended. `errored`: something else than the test's own claim broke; `skipped`: also "to do" and "inconclusive". */
export type TestStatus = "passed" | "failed" | "errored" | "skipped";

/** The dialect families that are read. */
export type ReportFormat = "junit" | "nunit" | "xunit" | "trx" | "tap" | "go-test" | "jest-json";

/** A text of limited size. */
export interface BoundedText {
  /** The beginning, as many characters as the limit allows. */
  readonly text: string;
  /** Whether there was more. */
  readonly isCut: boolean;
}

/** One test as a report tells of it. */
export interface TestResult {
  /** The suites around it, outermost first; empty when the report names none. */
  readonly suitePath: readonly string[];
  /** What the tool calls it; never cut below what tells tests apart in practice (1,000 characters). */
  readonly name: string;
  /** The class, module or package, `null` when the report says none. */
  readonly className: string | null;
  /** As the report writes it: absolute, or relative to what only the tool knows. `null` when unknown. */
  readonly file: string | null;
  /** From 1; `null` when unknown. */
  readonly line: number | null;
  /** `null` when the report says none. */
  readonly durationMs: number | null;
  readonly status: TestStatus;
  /** What went wrong, or why it was skipped, in a line or a few; `null` without one. */
  readonly message: BoundedText | null;
  /** The rest of it: stack, difference, diagnostics; `null` without any. */
  readonly details: BoundedText | null;
  /** What the test printed, as far as the report keeps it with the test; `null` without any. */
  readonly output: BoundedText | null;
  /** How often it failed before this outcome, where a tool tries again and says so (Surefire). */
  readonly failedAttempts: number;
}

/** How many tests ended how. */
export interface ReportTotals {
  readonly tests: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  /** The sum over the tests; tests at the same time count each. */
  readonly durationMs: number;
}

/**
 * What kept a report from being read whole:
 * `damaged` — a place breaks the format's rules; `cut-off` — it ends too early; `limit` — it is larger than any honest
 * report, and reading stopped or something was left out; `refused` — it declares entities; `bailed-out` — the tool itself gave up; `plan` — another
 * number of tests than the tool had announced.
 */
export type ReportProblemCode = "damaged" | "cut-off" | "limit" | "refused" | "bailed-out" | "plan";

/** One such problem and its place. */
export interface ReportProblem {
  readonly code: ReportProblemCode;
  /** One sentence. */
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters; `null` when the whole line is meant. */
  readonly column: number | null;
}

/** Where readers put what they find. */
export interface ReportSink {
  test(result: TestResult): void;
  problem(problem: ReportProblem): void;
}

/** What a reader of one format is to the rest: bytes in, tests and problems out. */
export interface ReportReader {
  /** The next bytes, of any length. */
  write(bytes: Uint8Array): void;
  /** There are no more. */
  end(): void;
}

/** Ends the reading of a report from inside a reader; its problem was told already. */
export class ReadingStopped extends Error {}
