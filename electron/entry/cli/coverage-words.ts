import type { CoverageTotals } from "../../../shared/contract/coverage.ts";

/** So many ranges of a file are named. */
const namedRanges = 10;

/** A share, such as `66.7 %`; never rounded up to all. */
export function percentWords(reached: number, count: number): string {
  if (count === 0) return "–";
  return reached === count ? "100 %" : `${(Math.floor((reached * 1_000) / count) / 10).toFixed(1)} %`;
}

/** What a run's coverage came to, such as `71.4 % of lines (5/7), 33.3 % of branches (2/6)`. */
export function coverageWords(totals: CoverageTotals): string {
  const { lines, linesCovered, branches, branchesCovered, functions, functionsCovered, statements, statementsCovered } = totals;
  const parts = [
    ["lines", linesCovered, lines],
    ["statements", statementsCovered, statements],
    ["branches", branchesCovered, branches],
    ["functions", functionsCovered, functions],
  ] as const;
  const told = parts
    .filter(([, , count]) => count > 0)
    .map(([name, reached, count]) => `${percentWords(reached, count)} of ${name} (${reached}/${count})`);
  return told.length === 0 ? "nothing that can be reached" : told.join(", ");
}

/** Lines, such as `3, 7-9`. */
export function rangeWords(ranges: readonly { readonly from: number; readonly to: number }[]): string {
  const told = ranges.slice(0, namedRanges).map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return [...told, ...(ranges.length > namedRanges ? ["…"] : [])].join(", ");
}
