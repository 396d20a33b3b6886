import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inPieces, readReport } from "../../../e2e/fixtures/read-report.ts";
import { textLimits } from "./bounded-text.ts";

const folder = join(import.meta.dirname, "../../../e2e/fixtures/reports");
const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file)));

/** How many cases are tried; more in a long run. */
const numRuns = Number(process.env.MILLRACE_CASES ?? 500);

/** What damage looks like: bytes of the formats' own signs, of other reports, and any. */
const scraps = fc.oneof(
  fc
    .constantFrom(
      "<",
      ">",
      "&",
      '"',
      "\n",
      "\0",
      "]]>",
      "<![CDATA[",
      "<!--",
      "<!DOCTYPE x [",
      "<testcase name='x'>",
      "</testsuite>",
      "&#0;",
      "&#x110000;",
      "&a;",
      "    ",
      "ok 1",
      "not ok",
      "1..3",
      "  ---\n",
      "  ...\n",
      "{",
      "}",
      "# Subtest: x\n",
      '{"Action":"fail","Package":"p"}\n',
      '{"Action":{}}\n',
      "hasOwnProperty",
      "__proto__",
      "\u{feff}",
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.constantFrom(...reports), fc.nat(), fc.nat(400)).map(([report, from, length]) => {
    const start = from % report.length;
    return report.subarray(start, start + length);
  }),
);

/** A real report with some places cut out, put in or written over, and perhaps its end missing. */
const damaged = fc
  .tuple(
    fc.constantFrom(...reports),
    fc.array(fc.record({ place: fc.nat(), cut: fc.nat(30), scrap: scraps }), { maxLength: 6 }),
    fc.option(fc.nat(), { nil: null }),
  )
  .map(([report, changes, end]) => {
    let bytes: Buffer = report;
    for (const { place, cut, scrap } of changes) {
      const at = place % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, at), scrap, bytes.subarray(at + cut)]);
    }
    return end === null ? bytes : bytes.subarray(0, end % (bytes.length + 1));
  });

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
