import { expect, test } from "vitest";
import { inPieces, inShort, readReport } from "../../../e2e/fixtures/read-report.ts";

/** A test with what most reports say of none. */
function result(fields: object) {
  return {
    suitePath: [],
    className: null,
    file: null,
    line: null,
    durationMs: null,
    message: null,
    details: null,
    output: null,
    failedAttempts: 0,
    ...fields,
  };
}

function whole(text: string) {
  return { text, isCut: false };
}

test("Surefire: a test that passed when it was tried again is known by its failed attempts", async () => {
  const { tests } = await readReport(`<testsuite name="org.example.SumsTest" time="1,234.5">
    <testcase name="flaky" classname="org.example.SumsTest" time="1,234.5"><flakyFailure message="no" type="A"><stackTrace>at A</stackTrace></flakyFailure></testcase>
    <testcase name="bad" classname="org.example.SumsTest" time="0.1"><failure message="no" type="A">at A</failure><rerunFailure message="no again"/></testcase>
  </testsuite>`);
  const common = { suitePath: ["org.example.SumsTest"], className: "org.example.SumsTest" };
  expect(tests).toEqual([
    result({ ...common, name: "flaky", durationMs: 1_234_500, status: "passed", failedAttempts: 1 }),
    result({ ...common, name: "bad", durationMs: 100, status: "failed", message: whole("no"), details: whole("at A"), failedAttempts: 1 }),
  ]);
});

test("JUnit: a suite that fails itself is told of as a test", async () => {
  const { tests } = await readReport(
    `<testsuites><testsuite name="all"><testsuite name="database"><error message="not there"/></testsuite></testsuite></testsuites>`,
  );
  expect(tests).toEqual([result({ suitePath: ["all"], name: "database", status: "errored", message: whole("not there") })]);
});

test("JUnit: several failures of one test are all kept, and its output beside them", async () => {
  const { tests } =
    await readReport(`<testsuite name="s"><testcase name="t"><failure message="one">1</failure><failure message="two"><![CDATA[<2>]]></failure>
    <system-out>out &lt;</system-out><system-err><![CDATA[err]]></system-err></testcase></testsuite>`);
  expect(tests).toEqual([
    result({
      suitePath: ["s"],
      name: "t",
      status: "failed",
      message: whole("one"),
      details: whole("1\n\ntwo\n<2>"),
      output: whole("out <\nerr"),
    }),
  ]);
});

test.each([
  [
    '<testsuites><testsuite name="s" tests="6" failures="1"></testsuite></testsuites>',
    ["The report says that it has 6 tests, and tells of none."],
  ],
  ['<test-run total="1"/>', ["The report says that it has 1 test, and tells of none."]],
  ['<testsuites tests="0"><testsuite name="s" tests="0"/></testsuites>', []],
])("a report that counts tests and tells of none is no report without tests: %s", async (report, expected) => {
  const { outcome } = await readReport(report);
  expect(outcome.ok && outcome.value.problems.map(({ message }) => message)).toEqual(expected);
});

test("NUnit 3: suites, classes, reasons, errors", async () => {
  const { tests } = await readReport(`<?xml version="1.0" encoding="utf-8" standalone="no"?>
<test-run id="2" testcasecount="4" result="Failed"><test-suite type="Assembly" name="Sums.dll"><test-suite type="TestFixture" name="SumsTest">
  <test-case id="1" name="Adds" classname="Sums.SumsTest" result="Passed" duration="0.0125"><output><![CDATA[printed]]></output></test-case>
  <test-case id="2" name="Wrong" classname="Sums.SumsTest" result="Failed" duration="0.5"><failure><message>Expected: 4</message><stack-trace>at Sums</stack-trace></failure>
    <assertions><assertion result="Failed"><message>Expected: 4</message><stack-trace>at Sums</stack-trace></assertion></assertions></test-case>
  <test-case id="3" name="Throws" result="Failed" label="Error"><failure><message>broken</message></failure></test-case>
  <test-case id="4" name="Later" result="Skipped" label="Ignored"><reason><message>not yet</message></reason></test-case>
</test-suite></test-suite></test-run>`);
  const common = { suitePath: ["Sums.dll", "SumsTest"] };
  expect(tests).toEqual([
    result({ ...common, name: "Adds", className: "Sums.SumsTest", durationMs: 12.5, status: "passed", output: whole("printed") }),
    result({
      ...common,
      name: "Wrong",
      className: "Sums.SumsTest",
      durationMs: 500,
      status: "failed",
      message: whole("Expected: 4"),
      details: whole("at Sums"),
    }),
    result({ ...common, name: "Throws", status: "errored", message: whole("broken") }),
    result({ ...common, name: "Later", status: "skipped", message: whole("not yet") }),
  ]);
});

test("NUnit 2: results without and with `result`, and by their failure alone", async () => {
  const { tests, outcome } = await readReport(`<test-results name="Sums.dll" total="6"><test-suite name="Sums"><results>
    <test-case name="Old.Passes" executed="True" success="True" time="0.016" /><test-case name="Old.Fails" executed="True" success="False" />
    <test-case name="Ignored" executed="False" result="Ignored"><reason><message><![CDATA[later]]></message></reason></test-case>
    <test-case name="Untold" executed="True" time="1.0" /><test-case name="Untold.Fails" executed="True"><failure><message>no</message></failure></test-case>
    <test-case name="Error" executed="True" result="Error" success="False" /></results></test-suite></test-results>`);
  expect(tests.map(inShort)).toEqual([
    "Sums > Old.Passes: passed",
    "Sums > Old.Fails: failed",
    "Sums > Ignored: skipped",
    "Sums > Untold: passed",
    "Sums > Untold.Fails: failed",
    "Sums > Error: errored",
  ]);
  expect(outcome).toMatchObject({ ok: true, value: { format: "nunit" } });
});

test("xUnit.net: tests, and errors outside of them", async () => {
  const { tests } = await readReport(`<assemblies><assembly name="C:\\work\\Sums.dll" total="3">
    <errors><error type="assembly-cleanup" name="Sums"><failure exception-type="E"><message>not clean</message></failure></error></errors>
    <collection name="All"><test name="Sums.Adds" type="Sums" method="Adds" time="0.25" result="Pass" source-file="Sums.cs" source-line="7" />
    <test name="Sums.Wrong" type="Sums" time="0" result="Fail"><failure><message><![CDATA[Expected 4]]></message><stack-trace>at Sums</stack-trace></failure><output>printed</output></test>
    <test name="Sums.Later" type="Sums" time="0" result="Skip"><reason><![CDATA[not yet]]></reason></test></collection></assembly></assemblies>`);
  const common = { suitePath: ["Sums.dll", "All"], className: "Sums" };
  expect(tests).toEqual([
    result({ suitePath: ["Sums.dll"], name: "Sums", status: "errored", message: whole("not clean") }),
    result({ ...common, name: "Sums.Adds", file: "Sums.cs", line: 7, durationMs: 250, status: "passed" }),
    result({
      ...common,
      name: "Sums.Wrong",
      durationMs: 0,
      status: "failed",
      message: whole("Expected 4"),
      details: whole("at Sums"),
      output: whole("printed"),
    }),
    result({ ...common, name: "Sums.Later", durationMs: 0, status: "skipped", message: whole("not yet") }),
  ]);
});

const trx = `\u{feff}<?xml version="1.0" encoding="UTF-8"?><TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
  <UnitTestResult testId="1" testName="Adds" duration="00:00:01.5000000" outcome="Passed"><Output><StdOut>printed</StdOut></Output></UnitTestResult>
  <UnitTestResult testId="2" testName="Wrong" duration="1.00:00:00" outcome="Failed"><Output><ErrorInfo><Message>no</Message><StackTrace>at S</StackTrace></ErrorInfo></Output></UnitTestResult>
  <UnitTestResult testId="3" testName="Rows" outcome="Failed"><InnerResults><UnitTestResult testId="3" testName="Rows (1)" outcome="Passed"/>
    <UnitTestResult testId="3" testName="Rows (2)" outcome="Timeout"/></InnerResults></UnitTestResult>
  <UnitTestResult testId="4" testName="Later" outcome="NotExecuted"/></Results>
  <TestDefinitions><UnitTest id="1" name="Adds"><TestMethod className="Sums, Sums.dll" name="Adds"/></UnitTest><UnitTest id="3" name="Rows"><TestMethod className="Sums" name="Rows"/></UnitTest></TestDefinitions></TestRun>`;

test.each(["utf-8", "utf-16le"] as const)("TRX in %s: classes that come after the results, rows of data", async (encoding) => {
  const { tests } = await readReport(inPieces(Buffer.from(trx, encoding), 7));
  expect(tests).toEqual([
    result({ name: "Adds", className: "Sums", durationMs: 1500, status: "passed", output: whole("printed") }),
    result({ name: "Wrong", durationMs: 86_400_000, status: "failed", message: whole("no"), details: whole("at S") }),
    result({ suitePath: ["Rows"], name: "Rows (1)", className: "Sums", status: "passed" }),
    result({ suitePath: ["Rows"], name: "Rows (2)", className: "Sums", status: "errored" }),
    result({ name: "Later", status: "skipped" }),
  ]);
});

test("a report in an older encoding is read by its name", async () => {
  const bytes = Buffer.from(
    `<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="s"><testcase name="Größe"/></testsuite>`,
    "latin1",
  );
  expect((await readReport(inPieces(bytes))).tests.map(inShort)).toEqual(["s > Größe: passed"]);
});
