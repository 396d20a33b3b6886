import type { LogId } from "../../../shared/ids.ts";
import { maxLinesPerRead } from "../../../shared/log-limits.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import { chunkLines, LineCache, type LineRange, type LogAnswer } from "./line-cache.ts";

/** What is asked of the engine; the shape of `logs.read`. */
export interface ReadRequest {
  readonly logId: LogId;
  readonly fromLine: number;
  readonly limit: number;
  readonly waitMs: number;
  readonly knownBytes?: number;
}

/** Where lines come from. `signal` gives a request up that nobody waits for any longer. */
export type ReadLines = (request: ReadRequest, signal: AbortSignal) => Promise<Result<LogAnswer, Failure>>;

/** What a reader needs besides its source. */
export interface LogReaderOptions {
  readonly logId: LogId;
  readonly read: ReadLines;
  /** Called after everything that may change what is shown. */
  readonly onChange: () => void;
  /** Waits that long, or until `signal` fires. */
  readonly pause?: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

// A parked request is answered at the latest after this; long enough to cost nothing while a stage thinks.
const parkedMs = 25_000;
// A log that never stops growing is asked about a dozen times a second, not as often as the answers allow.
const tailPauseMs = 80;
// Two at a time: a slow answer for a place that was scrolled past does not hold up the place that is looked at.
const maxRequests = 2;
// A log of this size is read whole: its overview at the side is then complete, for the price of a few answers.
const smallLog = 4_000;
const retryPausesMs = [300, 700, 1_500, 3_000, 5_000];

/**
 * Brings the lines that a view shows, and follows a log that still grows. Only what is wanted now is asked for: places
 * that were scrolled past between two answers never cost a request.
 */
export class LogReader {
  readonly cache = new LineCache();
  /** Why nothing comes at the moment; `null` while all is well. The reader goes on trying unless the log is gone. */
  failure: Failure | null = null;
  /** Whether the engine has said anything about this log yet. */
  hasAnswer = false;

  readonly #options: LogReaderOptions;
  readonly #stop = new AbortController();
  readonly #pause: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly #asked = new Set<number>();
  #wanted = { first: 1, last: chunkLines };
  #failures = 0;
  #wake = new AbortController();

  constructor(options: LogReaderOptions) {
    this.#options = options;
    this.#pause = options.pause ?? sleep;
    void this.#follow();
  }

  /** Says which lines are shown. */
  show(first: number, last: number): void {
    this.#wanted = { first, last };
    this.cache.retain(first, last);
    this.#fill();
  }

  /** Reads any lines past the cache, for saving and copying; the lines do not stay. */
  readOnce(fromLine: number, signal: AbortSignal): Promise<Result<LogAnswer, Failure>> {
    const { logId, read } = this.#options;
    return read({ logId, fromLine, limit: maxLinesPerRead, waitMs: 0 }, AbortSignal.any([signal, this.#stop.signal]));
  }

  /** Tries again at once: the engine is back. */
  retryNow(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  dispose(): void {
    this.#stop.abort();
  }

  #fill(): void {
    while (this.#asked.size < maxRequests && !this.#stop.signal.aborted) {
      const range = this.#nextRange();
      if (range === null) return;
      void this.#fetch(range);
    }
  }

  /** What is missing from the screen, or else from the one below it, the one above it, and all of a small log. */
  #nextRange(): LineRange | null {
    const { first, last } = this.#wanted;
    const height = last - first + 1;
    for (const [from, to] of [
      [first, last],
      [last + 1, last + height],
      [first - height, first - 1],
      [1, this.cache.extent.totalLines <= smallLog ? smallLog : 0],
    ] as const) {
      const range = this.cache.missingIn(from, to);
      if (range !== null && !this.#asked.has(chunkIndex(range))) return range;
    }
    return null;
  }

  async #fetch(range: LineRange): Promise<void> {
    const { logId, read } = this.#options;
    const key = chunkIndex(range);
    this.#asked.add(key);
    const { signal } = this.#stop;
    const answer = await read({ logId, fromLine: range.fromLine, limit: range.limit, waitMs: 0 }, signal);
    if (signal.aborted) return;
    await this.#take(answer);
    // A log whose lines went away would otherwise be asked for them again and again without a breath.
    if (answer.ok && answer.value.lines.length === 0) await this.#pause(tailPauseMs, signal);
    this.#asked.delete(key);
    if (!isGone(this.failure)) this.#fill();
  }

  /** Waits for growth until the log has ended; also the first question that says how long the log is. */
  async #follow(): Promise<void> {
    const { logId, read } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const { totalLines, totalBytes, isLive } = this.cache.extent;
      if (this.hasAnswer && !isLive) return;
      // The last line is asked for again, because it may have been half a line.
      const fromLine = Math.max(1, totalLines);
      const waitMs = this.hasAnswer ? parkedMs : 0;
      const answer = await read({ logId, fromLine, limit: chunkLines, waitMs, knownBytes: totalBytes }, signal);
      if (signal.aborted) return;
      const isGood = await this.#take(answer);
      if (!isGood && isGone(this.failure)) return;
      this.#fill();
      if (isGood) await this.#pause(tailPauseMs, signal);
    }
  }

  /** Takes an answer in; after a failure it first waits, so that the next question does not come at once. */
  async #take(answer: Result<LogAnswer, Failure>): Promise<boolean> {
    if (answer.ok) {
      this.#failures = 0;
      this.failure = null;
      this.hasAnswer = true;
      this.cache.store(answer.value);
      this.cache.retain(this.#wanted.first, this.#wanted.last);
      this.#options.onChange();
      return true;
    }
    this.failure = answer.failure;
    this.#options.onChange();
    const pauseMs = retryPausesMs[Math.min(this.#failures, retryPausesMs.length - 1)] ?? 5_000;
    this.#failures += 1;
    await this.#pause(pauseMs, AbortSignal.any([this.#stop.signal, this.#wake.signal]));
    return false;
  }
}

const goneCodes = ["NOT_FOUND", "LOG_REMOVED", "LOG_MISSING"];

/** Whether asking again would be told the same for ever. */
function isGone(failure: Failure | null): boolean {
  return failure !== null && goneCodes.includes(failure.code);
}

function chunkIndex(range: LineRange): number {
  return Math.floor((range.fromLine - 1) / chunkLines);
}

function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, durationMs);
    signal.addEventListener("abort", finish);
  });
}
