/** How many small bars stand beside a figure. */
const barCount = 13;

/** The days in a few equal parts, the highest of which is 1: added up, or averaged over the days that have a value. */
export function sparkBars(days: readonly (number | null)[], how: "sum" | "mean"): number[] {
  const count = Math.min(barCount, days.length);
  const parts = Array.from({ length: count }, (_, index) => {
    const part = days.slice(Math.floor((index * days.length) / count), Math.floor(((index + 1) * days.length) / count));
    const values = part.filter((value) => value !== null);
    const sum = values.reduce((total, value) => total + value, 0);
    if (how === "sum") return sum;
    return values.length === 0 ? 0 : sum / values.length;
  });
  const highest = Math.max(...parts, Number.MIN_VALUE);
  return parts.map((value) => value / highest);
}
