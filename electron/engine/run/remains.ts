import { killLeftovers } from "../process/process.ts";

/**
 * What the ended stages of a run have left running: killed before the run's end is recorded, so that who reads "passed"
 * finds nothing, and before it is left to wait for a person, because nobody would look after it, perhaps for days.
 */
export class Remains {
  readonly #mark: string;
  #isCleared = false;
  #isClearing = false;

  /** `mark` is the run's, see `runMark`. */
  constructor(mark: string | undefined) {
    this.#mark = mark ?? "";
  }

  /** Whether there can be none, as far as is known. */
  get isCleared(): boolean {
    return this.#isCleared;
  }

  /** While it is so no stage may start: it would be killed with them. */
  get isClearing(): boolean {
    return this.#isClearing;
  }

  /** A stage starts, which may leave some. */
  expect(): void {
    this.#isCleared = false;
  }

  async clear(): Promise<void> {
    this.#isClearing = true;
    await killLeftovers({ name: "MILLRACE_RUN", value: this.#mark });
    this.#isClearing = false;
    this.#isCleared = true;
  }
}
