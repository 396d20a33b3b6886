import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../../../e2e/fixtures/cases.ts";
import { damagedReports } from "../../../../e2e/fixtures/damaged-reports.ts";
import { coverageInShort, readCoverage } from "../../../../e2e/fixtures/read-coverage.ts";
import { inPieces } from "../../../../e2e/fixtures/read-report.ts";

const folder = join(import.meta.dirname, "../../../../e2e/fixtures/coverage");
const damaged = damagedReports(readdirSync(folder).map((file) => readFileSync(join(folder, file))));

const numRuns = cases(500);

test("however a coverage report is damaged, it is read or named, and what is told of files makes sense", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, fc.integer({ min: 1, max: 5000 }), async (bytes, size) => {
      const { files, outcome } = await readCoverage(inPieces(bytes, size));
      for (const { path, lines, branches, functions, statements } of files) {
        expect(path.length > 0 && path.length <= 4_096).toBe(true);
        let last = 0;
        for (const { from, to } of lines) {
          expect(from > last && to >= from && to <= 10_000_000).toBe(true);
          last = to;
        }
        for (const units of [branches, functions, statements])
          for (const [line, { count }] of units.sorted()) expect(line >= 0 && line <= 10_000_000 && count <= 1_000).toBe(true);
      }
      if (!outcome.ok) {
        expect(outcome.failure.message).not.toBe("");
        return;
      }
      const { problems, problemCount, isWhole } = outcome.value;
      expect({ isWhole, isKept: problems.length <= 100 && problems.length <= problemCount }).toEqual({
        isWhole: problemCount === 0,
        isKept: true,
      });
      for (const { line, message } of problems)
        expect({ isPlace: line > 0, isSaid: message !== "" }).toEqual({ isPlace: true, isSaid: true });
    }),
    { numRuns },
  );
});

test("the pieces in which a coverage report comes make no difference", async () => {
  const told = async (bytes: Uint8Array, size: number) => {
    const { files, outcome } = await readCoverage(inPieces(bytes, size));
    return { files: files.map(coverageInShort), outcome };
  };
  await fc.assert(
    fc.asyncProperty(damaged, fc.integer({ min: 1, max: 300 }), async (bytes, size) => {
      expect(await told(bytes, size)).toEqual(await told(bytes, bytes.length + 1));
    }),
    { numRuns },
  );
});
