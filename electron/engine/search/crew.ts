import { setImmediate as nextTurn } from "node:timers/promises";
import { type Failure, failure } from "../../../shared/result.ts";
import type { LogNews, SearchQuery } from "../log/log.ts";
import { type BatchEnd, createLane, type SearchLane } from "./batch.ts";
import type { CursorPart, CursorStep } from "./log-cursor.ts";
import type { SearchOutbox } from "./outbox.ts";
import type { SearchTally } from "./tally.ts";
import type { SearchWorkers } from "./workers.ts";

/** What a crew works on, and with. */
export interface CrewWork {
  readonly query: SearchQuery;
  readonly keepPerLog: number;
  /** The next parts of logs; `null` at the end. */
  readonly take: (step: CursorStep) => CursorPart | null;
  readonly outbox: SearchOutbox;
  readonly tally: SearchTally;
  readonly workers: SearchWorkers;
  readonly signal: AbortSignal;
  /** Called whenever there is news to look at. */
  readonly wake: () => void;
}

/** The event loop of the engine is kept free: until the first thread is there, it looks through this much at a time. */
const ownStep: CursorStep = { bytes: 512 * 1024, logs: 4 };

/** Starting threads takes as long as so many steps: a short search does without. */
const stepsAlone = 3;

/** A thread takes about ten milliseconds for this, after which it hears what else there is. */
const workerStep: CursorStep = { bytes: 16 * 1024 * 1024, logs: 128 };

/**
 * Searches parts of logs in as many lanes as there are. A text is looked for in this thread at once, until the others
 * are ready; a pattern, which may explode, is the others' from the beginning. When they are gone this one goes on alone.
 */
export class SearchCrew {
  readonly #work: CrewWork;
  readonly #ownLane = createLane();
  /** What goes on: lanes at work, and the wait for the first one. */
  #tasks = 0;
  #helpers = 0;
  #isAlone = false;
  #isExhausted = false;
  #failure: Failure | null = null;
  #giveBack = () => {};

  constructor(work: CrewWork) {
    this.#work = work;
    void this.#task(() => this.#start());
  }

  /** Whether nothing is left, or nothing may be done any more. */
  get isOver(): boolean {
    return this.#tasks === 0 && (this.#isExhausted || this.#work.signal.aborted);
  }

  /** Why not all was searched; `null` when it was. */
  get failure(): Failure | null {
    return this.#failure;
  }

  /** Lets go of the other threads. The signal must have fired before. */
  close(): void {
    this.#giveBack();
  }

  async #task(act: () => Promise<void>): Promise<void> {
    this.#tasks += 1;
    try {
      await act();
    } finally {
      this.#tasks -= 1;
      this.#work.wake();
    }
  }

  async #start(): Promise<void> {
    const { query, workers, signal } = this.#work;
    for (let step = 0; step < stepsAlone && !query.isRegularExpression; step += 1) {
      if (signal.aborted || !(await this.#next(this.#ownLane, ownStep))) return;
      await nextTurn();
    }
    const isPattern = query.isRegularExpression;
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      this.#giveBack = workers.lend(
        (lane) => {
          void this.#task(() => this.#help(lane));
          resolve();
        },
        () => {
          this.#workAlone();
          resolve();
        },
      );
      if (isPattern) return;
      this.#workAlone();
      resolve();
    });
  }

  /** Another thread's lane, until nothing is left or it dies. */
  async #help(lane: SearchLane): Promise<void> {
    this.#helpers += 1;
    while (!this.#work.signal.aborted && (await this.#next(lane, workerStep)));
    this.#helpers -= 1;
    if (this.#helpers === 0 && !this.#isExhausted) this.#workAlone();
  }

  #workAlone(): void {
    if (this.#isAlone) return;
    this.#isAlone = true;
    void this.#task(async () => {
      while (this.#helpers === 0 && !this.#work.signal.aborted && (await this.#next(this.#ownLane, ownStep)));
      this.#isAlone = false;
    });
  }

  /** Searches the next part; false when there is none, or when the lane is of no use any more. */
  async #next(lane: SearchLane, step: CursorStep): Promise<boolean> {
    const { query, keepPerLog, take, outbox, tally, signal, wake } = this.#work;
    const part = this.#isExhausted ? null : take(step);
    if (part === null) {
      this.#isExhausted = true;
      return false;
    }
    const number = outbox.open(part.logs);
    const tell = (place: number, news: LogNews) => {
      outbox.take(number, place, news);
      wake();
    };
    const batch = { query, items: part.items, keep: outbox.room, keepPerItem: keepPerLog };
    // A thread that is gone had these in hand; nobody knows which of them it has finished.
    const end = await lane(batch, tell, signal).catch(() => null);
    outbox.close(number);
    this.#note(part, end);
    tally.searchedBytes += end?.bytes ?? 0;
    wake();
    return end !== null;
  }

  #note({ logs, items }: CursorPart, end: BatchEnd | null): void {
    const { tally } = this.#work;
    for (const place of end?.missing ?? []) tally.addFault(logs[place], "missing");
    for (const place of end?.damaged ?? items.keys()) tally.addFault(logs[place], "damaged");
    tally.hasGivenUp ||= end?.hasGivenUp ?? false;
    if (end?.isAbandoned !== true) return;
    this.#isExhausted = true;
    this.#failure = failure("too-slow", "The pattern takes too long on these logs.", "Write it without repetitions inside of repetitions.");
  }
}
