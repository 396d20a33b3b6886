/** So many ranges of a file are named. */
const namedRanges = 10;

/** A share, such as `66.7 %`; never rounded up to all. */
export function percentWords(reached: number, count: number): string {
  if (count === 0) return "–";
  return reached === count ? "100 %" : `${(Math.floor((reached * 1_000) / count) / 10).toFixed(1)} %`;
}

/** Lines, such as `3, 7-9`. */
export function rangeWords(ranges: readonly { readonly from: number; readonly to: number }[]): string {
  const told = ranges.slice(0, namedRanges).map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return [...told, ...(ranges.length > namedRanges ? ["…"] : [])].join(", ");
}
