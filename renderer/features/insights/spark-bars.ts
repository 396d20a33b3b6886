/** How many small bars stand beside a figure. */
const barCount = 13;

/** One small bar, and of which of the values it is made: places, both ends included. */
export interface SparkBar {
  /** The highest is 1. */
  readonly share: number;
  /** The sum, or the mean of the values that are there; 0 without any. */
  readonly value: number;
  readonly first: number;
  readonly last: number;
}

/** Values in a few equal parts: added up, or averaged over those that are there. */
export function sparkBars(values: readonly (number | null)[], how: "sum" | "mean"): SparkBar[] {
  const count = Math.min(barCount, values.length);
  const placeOf = (index: number) => Math.floor((index * values.length) / count);
  const parts = Array.from({ length: count }, (_, index) => {
    const [first, last] = [placeOf(index), placeOf(index + 1) - 1];
    const known = values.slice(first, last + 1).filter((value) => value !== null);
    const sum = known.reduce((total, value) => total + value, 0);
    return { value: how === "sum" || known.length === 0 ? sum : sum / known.length, first, last };
  });
  const highest = Math.max(...parts.map(({ value }) => value), Number.MIN_VALUE);
  return parts.map((part) => ({ share: part.value / highest, ...part }));
}
