import { expect, test } from "vitest";
import { inPieces, inShort, readReport } from "../../../e2e/fixtures/read-report.ts";

async function outcomeOf(text: string) {
  const { tests, outcome } = await readReport(text);
  return { tests: tests.map(inShort), outcome };
}

test.each([
  ["a billion laughs", `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><testsuite name="s"><testcase name="&b;"/></testsuite>`],
  [
    "a file of the machine",
    `<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&f;"/></testsuite>`,
  ],
  ["a document type that never ends", `<!DOCTYPE x [${"<!ENTITY a 'b'>".repeat(10_000)}`],
])("entities are refused: %s", async (_, text) => {
  const { tests, outcome } = await outcomeOf(text);
  expect(tests).toEqual([]);
  expect(outcome).toMatchObject({
    ok: false,
    failure: { code: "report-refused", message: expect.stringMatching(/^reports\/unit\.xml, line \d: It has a document type/) },
  });
});

test("a plain document type is read past and an unknown entity stays as it is written", async () => {
  const { tests, outcome } = await outcomeOf(
    `<!DOCTYPE testsuite SYSTEM "http://example.org/junit.dtd"><testsuite><testcase name="&nbsp;&#65;"/></testsuite>`,
  );
  expect(tests).toEqual(["&nbsp;A: passed"]);
  expect(outcome).toMatchObject({ value: { problems: [{ code: "damaged", line: 1 }] } });
});

const start = `<testsuite name="s"><testcase name="a"/>`;

test.each([
  ["elements in elements", `${start}${"<testsuite>".repeat(100_000)}`],
  ["attributes", `${start}<testcase ${Array.from({ length: 100_000 }, (_, index) => `a${index}="" `).join("")}/>`],
  ["a name", `${start}<${"x".repeat(1_000_000)}>`],
  ["a declaration", `${start}<!${"x".repeat(1_000_000)}>`],
  ["faults", `${start}${"<<".repeat(100_000)}`],
])("too much of %s ends the reading with what was read so far", async (_, text) => {
  const { tests, outcome } = await outcomeOf(text);
  expect(tests).toEqual(["s > a: passed"]);
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      isWhole: false,
      problems: expect.arrayContaining([expect.objectContaining({ code: expect.stringMatching("limit|damaged") })]),
    },
  });
});

test("texts are kept up to a limit and say that they are cut", async () => {
  const long = "x".repeat(300_000);
  const { tests } = await readReport(
    `<testsuite><testcase name="${long}"><failure message="${long}">${long}</failure><system-out><![CDATA[${long}]]></system-out><!--${long}--></testcase><testcase name="b"/></testsuite>`,
  );
  expect(
    tests.map(({ name, message, details, output }) => [
      name.length,
      message?.text.length,
      message?.isCut,
      details?.text.length,
      details?.isCut,
      output?.text.length,
      output?.isCut,
    ]),
  ).toEqual([
    [1000, 4000, true, 32_000, true, 32_000, true],
    [1, undefined, undefined, undefined, undefined, undefined, undefined],
  ]);
});

test("TRX: results that are too many to wait for their class go without, and it is said", async () => {
  const result = `<UnitTestResult testId="1" testName="t" outcome="Failed"><Output><ErrorInfo><StackTrace>${"x".repeat(32_000)}</StackTrace></ErrorInfo></Output></UnitTestResult>`;
  const definition = `<TestDefinitions><UnitTest id="1"><TestMethod className="C"/></UnitTest></TestDefinitions>`;
  const classes = new Set<string | null>();
  const { outcome } = await readReport(
    `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>${result.repeat(1100)}</Results>${definition}</TestRun>`,
    {
      onTest: ({ className }) => classes.add(className),
    },
  );
  expect([...classes]).toEqual([null, "C"]);
  expect(outcome).toMatchObject({
    value: {
      totals: { failed: 1100 },
      isWhole: false,
      problems: [{ code: "limit", message: expect.stringMatching(/^\d+ tests are told of without their class/) }],
    },
  });
});

test("names that mean something to JavaScript are names", async () => {
  const { tests } = await outcomeOf(
    `<testsuite name="__proto__"><testcase __proto__="x" constructor="y" toString="z" name="constructor"/></testsuite>`,
  );
  expect(tests).toEqual(["__proto__ > constructor: passed"]);
  expect((await outcomeOf(`${start}<testcase hasOwnProperty="x" name="b"/></testsuite>`)).outcome).toMatchObject({
    ok: true,
    value: { totals: { tests: 1 }, isWhole: false },
  });
});

test("a report that is cut off tells of the tests before the cut; the one that was cut may have been about to fail", async () => {
  const { tests, outcome } = await outcomeOf(`${start}\n<testcase name="b"><fail`);
  expect(tests).toEqual(["s > a: passed"]);
  expect(outcome).toMatchObject({
    value: { problems: [{ code: "cut-off", message: "The report ends inside <testcase>.", line: 2, column: 25 }] },
  });
});

test("a sign that was not escaped costs at most its own test", async () => {
  const { tests, outcome } = await outcomeOf(
    `${start}<testcase name="b"><failure>1 < 2 & 3</failure></testcase><testcase name="c"/></testsuite>`,
  );
  expect(tests).toEqual(["s > a: passed", "s > b: failed", "s > c: passed"]);
  expect(outcome).toMatchObject({ value: { isWhole: false } });
});

test.each([
  ["", "report-empty", "reports/unit.xml is empty."],
  [" \n\n", "report-empty", "reports/unit.xml is empty."],
  ["hello\n", "report-unknown", "reports/unit.xml is no test report of a known kind."],
  ["\0\0\0\0", "report-empty", "reports/unit.xml is empty."],
  ["<html><body/></html>", "report-unknown", "reports/unit.xml is no test report of a known kind: its root element is <html>."],
])("what is no report is named: %j", async (text, code, message) => {
  expect((await outcomeOf(text)).outcome).toMatchObject({ ok: false, failure: { code, message } });
});

test("TAP in a line without end, subtests without end and a plan of billions are nothing special", async () => {
  expect((await outcomeOf(`1..1\nok 1 - ${"x".repeat(3_000_000)}\n`)).outcome).toMatchObject({ ok: true, value: { totals: { tests: 1 } } });
  for (const filler of ["# time=1ms ", "# ", "\\# # SKIPPED # ", "at x "]) {
    const points = `1..2\nnot ok 1 ${filler.repeat(90_000)}\n# ${filler.repeat(90_000)}\nok 2\n`;
    expect((await outcomeOf(points)).outcome).toMatchObject({ ok: true, value: { totals: { tests: 2 }, isWhole: true } });
  }
  const deep = Array.from({ length: 1000 }, (_, depth) => `${" ".repeat(depth * 4)}ok 1 - x`).join("\n");
  expect((await outcomeOf(deep)).outcome).toMatchObject({ ok: true, value: { isWhole: false } });
  expect((await outcomeOf("1..999999999\nok 1\n")).outcome).toMatchObject({ ok: true, value: { problems: [{ code: "plan" }] } });
});

test("Go: packages and tests without end, and names without end, are bounded and said", async () => {
  const event = (fields: object) => `${JSON.stringify(fields)}\n`;
  const many = Array.from({ length: 60_000 }, (_, index) => event({ Action: "run", Package: `p${index}`, Test: "T" })).join("");
  const { outcome } = await readReport(many);
  expect(outcome).toMatchObject({
    ok: true,
    value: { isWhole: false, problems: expect.arrayContaining([expect.objectContaining({ code: "limit" })]) },
  });
  const { tests } = await readReport(
    event({ Action: "start" }) + event({ Action: "pass", Package: "p".repeat(100_000), Test: "a/".repeat(100_000) }),
  );
  expect(tests.map(({ className, suitePath }) => [className?.length, suitePath.length])).toEqual([[1000, 100]]);
});

test("reading ends with the signal", async () => {
  const controller = new AbortController();
  async function* endless() {
    for (;;) yield* inPieces("1..1\nok 1\n".repeat(10_000));
  }
  let seen = 0;
  const reading = readReport(endless(), {
    signal: controller.signal,
    onTest: () => {
      seen += 1;
      if (seen === 100_000) controller.abort(new Error("Enough."));
    },
  });
  await expect(reading).rejects.toThrow("Enough.");
});
