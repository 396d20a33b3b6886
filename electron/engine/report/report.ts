import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { detectFormat, detectionBytes } from "./detect-format.ts";
import { GoTestReader } from "./go-test.ts";
import { LineReader } from "./line-reader.ts";
import { TapReader } from "./tap.ts";
import {
  ReadingStopped,
  type ReportFormat,
  type ReportProblem,
  type ReportReader,
  type ReportSink,
  type ReportTotals,
  type TestResult,
} from "./test-result.ts";
import { XmlReader } from "./xml-events.ts";
import { AnyXmlReader } from "./xml-report.ts";

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
export interface ReportOutcome {
  readonly format: ReportFormat;
  readonly totals: ReportTotals;
  /** The first ones, in the order of the report; empty for a sound report. */
  readonly problems: readonly ReportProblem[];
  /** How many there are altogether. */
  readonly problemCount: number;
  /** Whether all of it was read. `false`: there may be tests that nobody was told of. */
  readonly isWhole: boolean;
}

/** Why there is nothing to tell: no report at all, an unknown kind, or one that is refused for what it declares. */
export type ReportFailure = Failure<"report-empty" | "report-unknown" | "report-refused">;

/** So many problems are kept; who sees a hundred has seen enough. */
const keptProblems = 100;

/**
 * Reads a test report of any known kind, which its first bytes tell, as a stream: memory does not grow with its size.
 * A damaged report is read as far as possible, and what could not be read is among the problems. Rejects only when
 * `source` does, when `onTest` throws, or with the signal's reason.
 */
export async function readTestReport(
  source: AsyncIterable<Uint8Array>,
  request: ReportRequest,
): Promise<Result<ReportOutcome, ReportFailure>> {
  const reading = new Reading(request);
  for await (const bytes of source) {
    request.signal?.throwIfAborted();
    if (!reading.write(bytes)) break;
  }
  return reading.end();
}

class Reading implements ReportSink {
  readonly #request: ReportRequest;
  readonly #counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  readonly #problems: ReportProblem[] = [];
  readonly #xml = new AnyXmlReader(this);
  #first: Uint8Array = new Uint8Array(0);
  #reader: ReportReader | null = null;
  #format: ReportFormat | null = null;
  #durationMs = 0;
  #problemCount = 0;
  #isStopped = false;
  #failure: ReportFailure | null = null;

  constructor(request: ReportRequest) {
    this.#request = request;
  }

  test(result: TestResult): void {
    this.#counts[result.status] += 1;
    this.#durationMs += result.durationMs ?? 0;
    this.#request.onTest(result);
  }

  problem(problem: ReportProblem): void {
    this.#problemCount += 1;
    if (this.#problems.length < keptProblems) this.#problems.push(problem);
    if (problem.code === "refused")
      this.#failure = failure("report-refused", `${this.#request.name}, line ${problem.line}: ${problem.message}`);
  }

  /** Whether there is sense in reading on. */
  write(bytes: Uint8Array): boolean {
    if (this.#reader !== null) return this.#guard((reader) => reader.write(bytes));
    this.#first = Buffer.concat([this.#first, bytes]);
    return this.#first.length < detectionBytes || this.#begin();
  }

  end(): Result<ReportOutcome, ReportFailure> {
    if (this.#reader === null && this.#failure === null) this.#begin();
    if (!this.#isStopped && this.#failure === null) this.#guard((reader) => reader.end());
    const format = this.#format ?? this.#xml.format;
    if (this.#failure !== null) return err(this.#failure);
    if (format === null) return err(this.#unknown());
    const { passed, failed, errored, skipped } = this.#counts;
    const totals = {
      tests: passed + failed + errored + skipped,
      passed,
      failed,
      errored,
      skipped,
      durationMs: Math.round(this.#durationMs * 1000) / 1000,
    };
    return ok({ format, totals, problems: this.#problems, problemCount: this.#problemCount, isWhole: this.#problemCount === 0 });
  }

  #begin(): boolean {
    const first = this.#first;
    this.#first = new Uint8Array(0);
    const kind = detectFormat(first.subarray(0, detectionBytes));
    if (kind === null) {
      const isBlank = first.every((byte) => byte <= 0x20);
      this.#failure = isBlank
        ? failure("report-empty", `${this.#request.name} is empty.`, "The tool that writes it may have ended early.")
        : this.#unknown();
      return false;
    }
    if (kind === "xml") this.#reader = new XmlReader(this.#xml, (problem) => this.problem(problem));
    else {
      this.#format = kind;
      this.#reader = new LineReader(kind === "tap" ? new TapReader(this) : new GoTestReader(this));
    }
    return this.#guard((reader) => reader.write(first));
  }

  #guard(read: (reader: ReportReader) => void): boolean {
    if (this.#reader === null || this.#isStopped) return false;
    try {
      read(this.#reader);
    } catch (error) {
      if (!(error instanceof ReadingStopped)) throw error;
      this.#isStopped = true;
      return false;
    }
    return this.#xml.root === null || this.#xml.format !== null;
  }

  #unknown(): ReportFailure {
    const { root } = this.#xml;
    const what = root === null ? "" : `: its root element is <${root}>`;
    return failure(
      "report-unknown",
      `${this.#request.name} is no test report of a known kind${what}.`,
      "Known are JUnit-style XML, NUnit, xUnit.net, TRX, TAP and the output of go test -json.",
    );
  }
}
