import { secondMs } from "../../../shared/time.ts";

/** How long to try to record the end once nothing runs any more. */
const lastTriesMs = 10 * secondMs;

/** How long something has failed in a row, by a clock that nobody sets: a wait must not become an hour because the time was put back. */
export class LastTries {
  #since: number | null = null;

  /** It has worked. */
  forget(): void {
    this.#since = null;
  }

  /** It has failed once more; whether that is enough. */
  areOver(): boolean {
    this.#since ??= performance.now();
    return performance.now() - this.#since > lastTriesMs;
  }
}
