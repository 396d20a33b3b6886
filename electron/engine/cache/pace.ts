import { setImmediate as nextTurn } from "node:timers/promises";

/** How long the event loop may be held at a time: a run host follows logs and obeys cancels meanwhile. */
const sliceMs = 4;

/**
 * Lets much small work be done in a row without a promise for each piece, and yet lets others have their turn: ask
 * `isDue` between pieces, and `rest` when it says so.
 */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  /** `signal` ends the work at its next rest, as an `AbortError`. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  get isDue(): boolean {
    return performance.now() - this.#since > sliceMs;
  }

  async rest(): Promise<void> {
    this.#signal?.throwIfAborted();
    await nextTurn();
    this.#signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
