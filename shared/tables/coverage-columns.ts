import type { ChangedCoverage, ChangedFileCoverage, CoverageFile, CoveragePoint, CoverageTotals } from "../contract/coverage.ts";
import { momentCell, type TableColumn, tableColumns } from "../csv.ts";

function totalColumns<Row>(totalsOf: (row: Row) => CoverageTotals): readonly TableColumn<Row>[] {
  return tableColumns<Row>({
    lines: (row) => totalsOf(row).lines,
    linesCovered: (row) => totalsOf(row).linesCovered,
    branches: (row) => totalsOf(row).branches,
    branchesCovered: (row) => totalsOf(row).branchesCovered,
    functions: (row) => totalsOf(row).functions,
    functionsCovered: (row) => totalsOf(row).functionsCovered,
    statements: (row) => totalsOf(row).statements,
    statementsCovered: (row) => totalsOf(row).statementsCovered,
  });
}

/** The files of a run's coverage, as a file. */
export const coverageFileColumns: readonly TableColumn<CoverageFile>[] = [
  ...tableColumns<CoverageFile>({ path: ({ path }) => path }),
  ...totalColumns<CoverageFile>((file) => file),
];

/** What the coverage of runs came to, as a file. */
export const coverageTrendColumns: readonly TableColumn<CoveragePoint>[] = [
  ...tableColumns<CoveragePoint>({
    run: ({ runNumber }) => runNumber,
    at: ({ at }) => momentCell(at),
    branch: ({ branch }) => branch,
    commit: ({ commit }) => commit,
  }),
  ...totalColumns<CoveragePoint>(({ totals }) => totals),
];

/** A changed file; `fared` is `null` when no report tells of it. */
export interface ChangedFileRow {
  readonly path: string;
  readonly fared: ChangedFileCoverage | null;
}

/** All changed files that are told by name, those that no report tells of last. */
export function changedFileRows({ files, unmeasured }: ChangedCoverage): ChangedFileRow[] {
  return [...files.map((fared) => ({ path: fared.path, fared })), ...unmeasured.map((path) => ({ path, fared: null }))];
}

/** How changed lines fared, as a file: lines as `3 7-9`, and nothing where no report tells of a file. */
export const changedFileColumns = tableColumns<ChangedFileRow>({
  path: ({ path }) => path,
  lines: ({ fared }) => fared?.lines ?? null,
  covered: ({ fared }) => fared?.covered ?? null,
  missed: ({ fared }) => rangesCell(fared?.missed),
  partly: ({ fared }) => rangesCell(fared?.partly),
});

function rangesCell(ranges: ChangedFileCoverage["missed"] | undefined): string | null {
  return ranges?.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(" ") ?? null;
}
