import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCoverage } from "../../../e2e/fixtures/read-coverage.ts";
import { addCounts, countLines, decodeLineMap, noCoverage } from "./line-map.ts";
import { CoverageTally } from "./tally.ts";

/*
 * Reports that real tools wrote, of a few small functions each, of which some are never called. Paths and host names in them
 * were replaced, of lcov's the records of the compiler's own headers left out, nothing else.
 */
const folder = join(import.meta.dirname, "../../../e2e/fixtures/coverage");

interface RealReport {
  readonly file: string;
  /** How it was made. */
  readonly command: string;
  /** What the tool itself printed. */
  readonly printed: string;
  /** Reached, and all there are: lines, branches, functions, statements. */
  readonly counts: readonly [lines: string, branches: string, functions: string, statements: string];
}

const jest = "Statements 50% ( 6/12 ), Branches 33.33% ( 2/6 ), Functions 50% ( 2/4 ), Lines 71.42% ( 5/7 )";
const vitest = "Statements 45.45% ( 5/11 ), Branches 33.33% ( 2/6 ), Functions 50% ( 2/4 ), Lines 66.66% ( 4/6 )";
const nyc = "Stmts 60, Branch 33.33, Funcs 50, Lines 75; sums.js: 50, 33.33, 50, 71.42";
const coveragePy = "Stmts 26, Miss 4, Branch 6, BrPart 1, Cover 78%";

const reports: readonly RealReport[] = [
  {
    file: "lcov.info",
    command: "gcc and g++ 12.2 --coverage, lcov 1.16 -c --rc lcov_branch_coverage=1",
    printed: "lines 80.0% (24 of 30), functions 78.6% (11 of 14), branches 44.4% (12 of 27)",
    counts: ["24/30", "12/27", "11/14", "0/0"],
  },
  {
    // This version of gcovr writes no functions.
    file: "gcovr.xml",
    command: "the same counters, gcovr 5.2 --xml",
    printed: "lines 80.0% (24 out of 30), branches 44.4% (12 out of 27)",
    counts: ["24/30", "12/27", "0/0", "0/0"],
  },
  {
    file: "coverage-py.xml",
    command: "pytest-cov 4.0.0 with coverage.py 6.5.0 --cov-branch --cov-report=xml",
    printed: coveragePy,
    counts: ["22/26", "3/6", "0/0", "0/0"],
  },
  {
    // Its own sums in the file say 6 of 8: it tells of one branch only where a jump was taken.
    file: "coverage-py.info",
    command: "the same run, --cov-report=lcov",
    printed: coveragePy,
    counts: ["22/26", "3/6", "0/0", "0/0"],
  },
  {
    file: "go-set.out",
    command: "go 1.19.8 test -coverprofile ./...",
    printed: "total: (statements) 40.0%",
    counts: ["", "0/0", "0/0", "4/10"],
  },
  {
    // Each package's tests tell of all packages.
    file: "go-pkg.out",
    command: "go 1.19.8 test -covermode=count -coverpkg=./... -coverprofile ./...",
    printed: "total: (statements) 50.0%",
    counts: ["", "0/0", "0/0", "5/10"],
  },
  {
    // PHPUnit counts methods that were reached as a whole: none.
    file: "phpunit-clover.xml",
    command: "phpunit 9.6.7 with pcov 1.0.11 --coverage-clover",
    printed: "Lines: 42.86% (3/7)",
    counts: ["3/7", "0/0", "1/2", "0/0"],
  },
  {
    file: "phpunit-cobertura.xml",
    command: "the same run, --coverage-cobertura",
    printed: "Lines: 42.86% (3/7)",
    counts: ["3/7", "0/0", "2/3", "0/0"],
  },
  {
    file: "jacoco.xml",
    command: "ant 1.10.13 with JaCoCo 0.8.6, one group",
    printed: "csv: LINE 6 of 11, BRANCH 2 of 8, METHOD 4 of 7",
    counts: ["6/11", "2/8", "4/7", "0/0"],
  },
  { file: "jest.info", command: "jest 30.5.2 --coverage, lcov", printed: jest, counts: ["5/7", "2/6", "2/4", "0/0"] },
  { file: "jest-clover.xml", command: "the same run, clover", printed: jest, counts: ["5/7", "2/6", "0/0", "0/0"] },
  { file: "jest-cobertura.xml", command: "the same run, cobertura", printed: jest, counts: ["5/7", "2/6", "2/4", "0/0"] },
  { file: "jest-final.json", command: "the same run, json", printed: jest, counts: ["5/7", "2/6", "2/4", "6/12"] },
  { file: "vitest.info", command: "vitest 4.1.11 --coverage with v8, lcov", printed: vitest, counts: ["4/6", "2/6", "2/4", "0/0"] },
  { file: "vitest-clover.xml", command: "the same run, clover", printed: vitest, counts: ["4/6", "2/6", "0/0", "0/0"] },
  { file: "vitest-cobertura.xml", command: "the same run, cobertura", printed: vitest, counts: ["4/6", "2/6", "2/4", "0/0"] },
  { file: "vitest-final.json", command: "the same run, json", printed: vitest, counts: ["4/6", "2/6", "2/4", "5/11"] },
  { file: "nyc.info", command: "nyc 18.0.0 node, lcovonly", printed: nyc, counts: ["6/8", "2/6", "2/4", "0/0"] },
  { file: "nyc-clover.xml", command: "the same run, clover", printed: nyc, counts: ["6/8", "2/6", "0/0", "0/0"] },
];

async function totalsOf(file: string) {
  const { files, outcome } = await readCoverage(createReadStream(join(folder, file), { highWaterMark: 100 }));
  const tally = new CoverageTally();
  for (const coverage of files) tally.add(coverage.path, coverage);
  const counts = [...tally.maps.values()].map((map) => countLines(decodeLineMap(map))).reduce(addCounts, noCoverage);
  return { counts, problems: outcome.ok ? outcome.value.problems : [outcome.failure] };
}

test.each(reports)("the totals of $file are those that the tool printed", async ({ file, counts: expected }) => {
  const { counts, problems } = await totalsOf(file);
  const { lines, linesCovered, branches, branchesCovered, functions, functionsCovered, statements, statementsCovered } = counts;
  const found = [
    // Go has no word for lines.
    expected[0] === "" ? "" : `${linesCovered}/${lines}`,
    `${branchesCovered}/${branches}`,
    `${functionsCovered}/${functions}`,
    `${statementsCovered}/${statements}`,
  ];
  expect({ found, problems }).toEqual({ found: expected, problems: [] });
});
