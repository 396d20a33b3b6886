import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { ReadingStopped, type ReportProblem, type ReportReader } from "./test-result.ts";

/** Why there is nothing to tell: no report at all, an unknown kind, or one that is refused for what it declares. */
export type ReportFailure = Failure<"report-empty" | "report-unknown" | "report-refused">;

/** What was wrong with a report, if anything. */
export interface ReadingFaults {
  /** The first ones, in the order of the report; empty for a sound report. */
  readonly problems: readonly ReportProblem[];
  /** How many there are altogether. */
  readonly problemCount: number;
  /** Whether all of it was read. `false`: there may be things that nobody was told of. */
  readonly isWhole: boolean;
}

/** Finds the reader for a kind of reports: tests, or coverage. */
export interface ReaderChoice<Format> {
  /** The reader that the first bytes, at best {@link detectionBytes}, ask for; `null` when there is none for them. */
  begin(firstBytes: Uint8Array, tell: (problem: ReportProblem) => void): ReportReader | null;
  /** `null` as long as nobody knows. */
  readonly format: Format | null;
  /** The outermost element of XML that nobody knows; `null` otherwise. */
  readonly unknownRoot: string | null;
  /** What is read, as in "is no test report of a known kind". */
  readonly subject: string;
  /** The kinds that are known, in a sentence. */
  readonly known: string;
}

/** Enough to pass what package managers and builds print before a report begins. */
export const detectionBytes = 65_536;

/** So many problems are kept; who sees a hundred has seen enough. */
const keptProblems = 100;

/**
 * Reads a report as a stream with the reader that its first bytes choose. Rejects only when `source` does, when who is told
 * throws, or with the signal's reason.
 */
export async function readWith<Format>(
  source: AsyncIterable<Uint8Array>,
  choice: ReaderChoice<Format>,
  { name, signal }: { readonly name: string; readonly signal?: AbortSignal | undefined },
): Promise<Result<ReadingFaults & { readonly format: Format }, ReportFailure>> {
  const reading = new Reading(name, choice);
  for await (const bytes of source) {
    signal?.throwIfAborted();
    if (!reading.write(bytes)) break;
  }
  return reading.end();
}

class Reading<Format> {
  readonly #name: string;
  readonly #choice: ReaderChoice<Format>;
  readonly #problems: ReportProblem[] = [];
  #first: Uint8Array = new Uint8Array(0);
  #reader: ReportReader | null = null;
  #problemCount = 0;
  #isStopped = false;
  #failure: ReportFailure | null = null;

  constructor(name: string, choice: ReaderChoice<Format>) {
    this.#name = name;
    this.#choice = choice;
  }

  /** Whether there is sense in reading on. */
  write(bytes: Uint8Array): boolean {
    if (this.#reader !== null) return this.#guard((reader) => reader.write(bytes));
    this.#first = Buffer.concat([this.#first, bytes]);
    return this.#first.length < detectionBytes || this.#begin();
  }

  end(): Result<ReadingFaults & { readonly format: Format }, ReportFailure> {
    if (this.#reader === null && this.#failure === null) this.#begin();
    if (!this.#isStopped && this.#failure === null) this.#guard((reader) => reader.end());
    if (this.#failure !== null) return err(this.#failure);
    const { format } = this.#choice;
    if (format === null) return err(this.#unknown());
    return ok({ format, problems: this.#problems, problemCount: this.#problemCount, isWhole: this.#problemCount === 0 });
  }

  #begin(): boolean {
    const first = this.#first;
    this.#first = new Uint8Array(0);
    this.#reader = this.#choice.begin(first.subarray(0, detectionBytes), (problem) => this.#note(problem));
    if (this.#reader !== null) return this.#guard((reader) => reader.write(first));
    const isBlank = first.every((byte) => byte <= 0x20);
    this.#failure = isBlank
      ? failure("report-empty", `${this.#name} is empty.`, "The tool that writes it may have ended early.")
      : this.#unknown();
    return false;
  }

  #note(problem: ReportProblem): void {
    this.#problemCount += 1;
    if (this.#problems.length < keptProblems) this.#problems.push(problem);
    if (problem.code === "refused") this.#failure = failure("report-refused", `${this.#name}, line ${problem.line}: ${problem.message}`);
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
    return this.#choice.unknownRoot === null;
  }

  #unknown(): ReportFailure {
    const { unknownRoot, subject, known } = this.#choice;
    const what = unknownRoot === null ? "" : `: its root element is <${unknownRoot}>`;
    return failure("report-unknown", `${this.#name} is no ${subject} of a known kind${what}.`, known);
  }
}
