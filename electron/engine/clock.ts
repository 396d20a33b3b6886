/** The one place that reads the wall clock: epoch milliseconds. Everything that decides by time is given it. */
export type Clock = () => number;

/** The computer's own clock. */
export const systemClock: Clock = () => Date.now();
