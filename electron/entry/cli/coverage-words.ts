import type { CoverageTotals } from "../../../shared/contract/coverage.ts";
import { percentWords } from "../../../shared/coverage-words.ts";

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
