import { secondMs } from "../../../shared/time.ts";

/** A moment on both clocks: the one on the wall, which people and services put, and the one that only runs. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** How often to look whether all is as it should be. */
export const beatMs = secondMs / 2;

/** A clock that is put little by little is off by less; a machine under load comes late by less. */
const toleranceMs = secondMs;

/** After a sleep networks come back one by one: what fails in this time says nothing. */
const wakeMs = 15 * secondMs;

/** A pause this short does not take a network away. */
const sleepMs = 5 * secondMs;

/**
 * Tells of times in which this process was not really there: the machine slept, a clock was put, or the process stood still.
 * A failure that was found across such a time may be its fault: a timeout that ran out while an answer lay there.
 */
export class Presence {
  #last: Moment;
  #lapsedAtMs = Number.NEGATIVE_INFINITY;
  #awakeFromMs = Number.NEGATIVE_INFINITY;

  constructor(start: Moment) {
    this.#last = start;
  }

  /** To be called every {@link beatMs}, and before a failure is believed. */
  beat(moment: Moment): void {
    const passedMs = moment.monotonicMs - this.#last.monotonicMs;
    const leapMs = moment.wallMs - this.#last.wallMs - passedMs;
    this.#last = moment;
    if (Math.abs(leapMs) <= toleranceMs && passedMs <= beatMs + toleranceMs) return;
    this.#lapsedAtMs = moment.monotonicMs;
    if (Math.max(leapMs, passedMs) > sleepMs) this.#awakeFromMs = moment.monotonicMs + wakeMs;
  }

  /** Whether a failure of a check that began then, and ended with the last beat, counts. */
  isTrusted(beganMonotonicMs: number): boolean {
    return this.#lapsedAtMs < beganMonotonicMs && this.#last.monotonicMs >= this.#awakeFromMs;
  }
}
