import { ok, type Result } from "../../../shared/result.ts";
import { detectFormat } from "./detect-format.ts";
import { GoTestReader } from "./go-test.ts";
import { JestReader } from "./jest.ts";
import { JsonReader } from "./json-events.ts";
import { LineReader } from "./line-reader.ts";
import { type ReaderChoice, type ReadingFaults, type ReportFailure, readWith } from "./reading.ts";
import { TapReader } from "./tap.ts";
import type { ReportFormat, ReportProblem, ReportReader, ReportSink, ReportTotals, TestResult } from "./test-result.ts";
import { XmlReader } from "./xml-events.ts";
import { AnyXmlReader } from "./xml-report.ts";

export type { CoverageFormat, FileCoverage, HitRun } from "./coverage/file-coverage.ts";
export { LineUnits, reachedOf } from "./coverage/line-units.ts";
export { type CoverageOutcome, type CoverageRequest, readCoverageReport } from "./coverage/read-coverage.ts";
export type { ReadingFaults, ReportFailure } from "./reading.ts";
export type { BoundedText, ReportFormat, ReportProblem, ReportProblemCode, ReportTotals, TestResult, TestStatus } from "./test-result.ts";

/** How to read a report. */
export interface ReportRequest {
  /** How messages call the report: its path as the user knows it. */
  readonly name: string;
  /** Called for each test, in the order of the report, before the reading goes on: keep little. */
  readonly onTest: (test: TestResult) => void;
  readonly signal?: AbortSignal;
}

/** What a report came to. */
export interface ReportOutcome extends ReadingFaults {
  readonly format: ReportFormat;
  readonly totals: ReportTotals;
}

/**
 * Reads a test report of any known kind, which its first bytes tell, as a stream: memory does not grow with its size.
 * A damaged report is read as far as possible, and what could not be read is among the problems. Rejects only when
 * `source` does, when `onTest` throws, or with the signal's reason.
 */
export async function readTestReport(
  source: AsyncIterable<Uint8Array>,
  request: ReportRequest,
): Promise<Result<ReportOutcome, ReportFailure>> {
  const tests = new TestReaders(request.onTest);
  const read = await readWith(source, tests, request);
  return read.ok ? ok({ ...read.value, totals: tests.totals }) : read;
}

/** The readers of tests, and the sums of what they tell. */
class TestReaders implements ReaderChoice<ReportFormat> {
  readonly subject = "test report";
  readonly known = "Known are JUnit-style XML, NUnit, xUnit.net, TRX, TAP, the output of go test -json and the JSON of Jest and Vitest.";
  readonly #onTest: (test: TestResult) => void;
  readonly #counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  #durationMs = 0;
  #format: ReportFormat | null = null;
  #xml: AnyXmlReader | null = null;

  constructor(onTest: (test: TestResult) => void) {
    this.#onTest = onTest;
  }

  begin(firstBytes: Uint8Array, tell: (problem: ReportProblem) => void): ReportReader | null {
    const kind = detectFormat(firstBytes);
    const sink: ReportSink = { test: (result) => this.#take(result), problem: tell };
    if (kind === "xml") {
      this.#xml = new AnyXmlReader(sink);
      return new XmlReader(this.#xml, tell);
    }
    this.#format = kind;
    if (kind === "jest-json") return new JsonReader(new JestReader(sink), tell);
    return kind === null ? null : new LineReader(kind === "tap" ? new TapReader(sink) : new GoTestReader(sink));
  }

  get format(): ReportFormat | null {
    return this.#format ?? this.#xml?.format ?? null;
  }

  get unknownRoot(): string | null {
    return this.#xml?.format === null ? this.#xml.root : null;
  }

  get totals(): ReportTotals {
    const { passed, failed, errored, skipped } = this.#counts;
    const durationMs = Math.round(this.#durationMs * 1000) / 1000;
    return { tests: passed + failed + errored + skipped, passed, failed, errored, skipped, durationMs };
  }

  #take(result: TestResult): void {
    this.#counts[result.status] += 1;
    this.#durationMs += result.durationMs ?? 0;
    this.#onTest(result);
  }
}
