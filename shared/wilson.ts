/** A share with the interval that it lies in, as fractions. */
export interface Interval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** The quantile of the normal distribution for 95 % in the middle. */
const z = 1.959964;

/**
 * How often something happens that happened `hits` times of `trials` (at least 1), with the 95 % interval of Wilson around
 * it: right for few trials and for rare events, unlike plus and minus twice the standard error.
 */
export function wilsonInterval(hits: number, trials: number): Interval {
  const rate = hits / trials;
  const weight = (z * z) / trials;
  const middle = (rate + weight / 2) / (1 + weight);
  const half = (z / (1 + weight)) * Math.sqrt((rate * (1 - rate)) / trials + weight / (4 * trials));
  return { rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
