import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../../e2e/fixtures/cases.ts";
import { damagedReports } from "../../../e2e/fixtures/damaged-reports.ts";
import { inPieces, readReport } from "../../../e2e/fixtures/read-report.ts";
import { textLimits } from "./bounded-text.ts";

const folder = join(import.meta.dirname, "../../../e2e/fixtures/reports");
const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
const damaged = damagedReports(reports);

const numRuns = cases(500);

test("however a report is damaged, it is read or named, the totals are those of the tests told, and nothing is unbounded", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, fc.integer({ min: 1, max: 5000 }), async (bytes, size) => {
      const { tests, outcome } = await readReport(inPieces(bytes, size));
      for (const { name, message, details, output, line, durationMs, suitePath } of tests) {
        expect(name.length).toBeLessThanOrEqual(textLimits.name);
        expect(message?.text.length ?? 0).toBeLessThanOrEqual(textLimits.message);
        expect(details?.text.length ?? 0).toBeLessThanOrEqual(textLimits.details);
        expect(output?.text.length ?? 0).toBeLessThanOrEqual(textLimits.output);
        expect(suitePath.length).toBeLessThanOrEqual(200);
        expect(line === null || line > 0).toBe(true);
        expect(durationMs === null || (durationMs >= 0 && Number.isFinite(durationMs))).toBe(true);
      }
      if (!outcome.ok) {
        expect(outcome.failure.message).not.toBe("");
        return;
      }
      const { totals, problems, problemCount, isWhole } = outcome.value;
      const told = (status: string) => tests.filter((test) => test.status === status).length;
      expect(totals).toMatchObject({
        tests: tests.length,
        passed: told("passed"),
        failed: told("failed"),
        errored: told("errored"),
        skipped: told("skipped"),
      });
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

test("the pieces in which a report comes make no difference", async () => {
  await fc.assert(
    fc.asyncProperty(damaged, fc.integer({ min: 1, max: 300 }), async (bytes, size) => {
      expect(await readReport(inPieces(bytes, size))).toEqual(await readReport(inPieces(bytes, bytes.length + 1)));
    }),
    { numRuns },
  );
});

test("cutting a sound XML report never makes a test pass that did not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...reports.filter((bytes) => bytes.includes("</testcase>"))), fc.nat(), async (bytes, end) => {
      const whole = (await readReport(inPieces(bytes))).tests;
      const { tests } = await readReport(inPieces(bytes.subarray(0, end % bytes.length)));
      expect(tests).toEqual(whole.slice(0, tests.length));
    }),
    { numRuns },
  );
});
