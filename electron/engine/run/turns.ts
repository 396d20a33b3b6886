/**
 * When the next turn is taken: at most one after all that has just happened, so that stages that end together are recorded
 * together, and at most one after some time.
 */
export class Turns {
  readonly #take: () => void;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(take: () => void) {
    this.#take = take;
  }

  soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#take();
    });
  }

  /** In place of what was to happen later until now. */
  later(delayMs: number, action: () => void = this.#take): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delayMs);
  }

  /** What was to happen later does not. */
  close(): void {
    clearTimeout(this.#timer);
  }
}
