import { boundName, TextCollector, textLimits } from "./bounded-text.ts";
import { secondsToMs, toLine } from "./numbers.ts";
import type { ReportSink, TestStatus } from "./test-result.ts";
import type { XmlAttributes, XmlListener } from "./xml-events.ts";

/*
 * JUnit-style XML has no standard; this reads what tools write. Sources:
 * - the closest to a standard: https://github.com/testmoapp/junitxml
 * - Surefire: https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
 *   (`flakyFailure`, `rerunFailure`: a test that was tried again)
 * - pytest: https://docs.pytest.org/en/stable/reference/reference.html#confval-junit_family (the old family, `xunit1`, has
 *   `file` and a `line` that counts from 0)
 * - gtest: https://google.github.io/googletest/advanced.html#generating-an-xml-report (`status="notrun"` is disabled)
 * - CTest `--output-junit`: https://cmake.org/cmake/help/latest/manual/ctest.1.html (`status="fail|disabled|notrun"`)
 * - Node: https://github.com/nodejs/node/blob/main/lib/internal/test_runner/reporter/junit.js (suites in suites; `type="todo"`)
 * - PHPUnit: https://github.com/sebastianbergmann/phpunit/tree/main/src/Logging/JUnit (suites in suites; `class`, `file`, `line`)
 * - Catch2: https://github.com/catchorg/Catch2/blob/devel/src/catch2/reporters/catch_reporter_junit.cpp (a test that may fail is
 *   "skipped", its failure beside that)
 * - TestNG's own writer: https://github.com/testng-team/testng/blob/master/testng-core/src/main/java/org/testng/reporters/JUnitReportReporter.java
 *   (what was left out is an error whose exception says so)
 * - Jest, Mocha, Vitest, Gradle: as Surefire, with less.
 */

interface Suite {
  readonly name: string;
  readonly file: string | null;
}

interface OpenTest {
  readonly attributes: XmlAttributes;
  status: TestStatus;
  /** Its failures do not count. */
  isTodo: boolean;
  failedAttempts: number;
  readonly message: TextCollector;
  readonly details: TextCollector;
  readonly output: TextCollector;
}

/** Reads JUnit-style XML. A test within a test, which no tool writes, is a test of its own. */
export class JUnitReader implements XmlListener {
  readonly #sink: ReportSink;
  readonly #suites: Suite[] = [];
  readonly #tests: OpenTest[] = [];
  /** Where text goes now; `null` where it means nothing. */
  #target: TextCollector | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#target = null;
    if (name === "testsuite") this.#openSuite(attributes);
    else if (name === "testcase") this.#tests.push(newTest(attributes));
    else if (name === "failure" || name === "error") this.#openProblem(name, attributes);
    else if (name === "skipped") this.#openSkipped(attributes);
    else this.#openOther(name);
  }

  text(text: string): void {
    this.#target?.append(text);
  }

  close(name: string): void {
    this.#target = null;
    if (name === "testsuite") this.#suites.pop();
    else if (name === "testcase") this.#finish(this.#tests.pop());
    else if ((name === "failure" || name === "error") && this.#isOfSuite()) this.#finish(this.#tests.pop());
  }

  #openSuite(attributes: XmlAttributes): void {
    const file = attributes.file || attributes.filepath;
    this.#suites.push({ name: boundName(attributes.name ?? ""), file: file ? boundName(file) : (this.#suites.at(-1)?.file ?? null) });
  }

  /** A failure right in a suite, such as one of its preparation, stands for the suite: it must not get lost. */
  #openProblem(name: "failure" | "error", attributes: XmlAttributes): void {
    if (this.#tests.length === 0) this.#tests.push(newTest(ofSuite));
    const test = this.#tests.at(-1) as OpenTest;
    const status = wasLeftOut(attributes) ? "skipped" : name === "failure" ? "failed" : "errored";
    if (!test.isTodo && test.status !== "failed") test.status = status;
    // The type says more than nothing, where there is no message and it does not only repeat that this is a failure.
    const message = attributes.message ?? (attributes.type === name ? "" : attributes.type) ?? "";
    if (test.message.length === 0) test.message.append(message);
    else test.details.appendParagraph(message);
    this.#target = separated(test.details);
  }

  #openSkipped(attributes: XmlAttributes): void {
    const test = this.#tests.at(-1);
    if (test === undefined) return;
    // Node tells of a test "to do" so, Catch2 of one that may fail, and of its failure beside it, which does not count.
    if (attributes.type === "todo" || attributes.message === "TEST_CASE tagged with !mayfail") test.isTodo = true;
    if (couldNotStart(test.attributes, attributes.message ?? "")) test.status = "errored";
    else if (test.isTodo || test.status === "passed") test.status = "skipped";
    test.message.appendParagraph(attributes.message ?? "");
    this.#target = test.details;
  }

  #openOther(name: string): void {
    const test = this.#tests.at(-1);
    if (test === undefined) return;
    if (name === "system-out" || name === "system-err") this.#target = separated(test.output);
    else if (name === "flakyFailure" || name === "flakyError" || name === "rerunFailure" || name === "rerunError") test.failedAttempts += 1;
  }

  #isOfSuite(): boolean {
    return this.#tests.at(-1)?.attributes === ofSuite;
  }

  #finish(test: OpenTest | undefined): void {
    if (test === undefined) return;
    const { attributes } = test;
    const suitePath = this.#suites.map(({ name }) => name).filter((name) => name !== "");
    const { className, file, line } = placeInClass(attributes.classname || attributes.class || "", attributes.line);
    this.#sink.test({
      suitePath: attributes === ofSuite ? suitePath.slice(0, -1) : suitePath,
      name: boundName(attributes.name ?? suitePath.at(-1) ?? ""),
      className: className === "" ? null : boundName(className),
      file: attributes.file ? boundName(attributes.file) : (this.#suites.at(-1)?.file ?? file),
      line: this.#lineOf(attributes) ?? line,
      durationMs: secondsToMs(attributes.time),
      status: test.status === "passed" && wasNotRun(attributes) ? "skipped" : test.status,
      message: test.message.finish(),
      details: test.details.finish(),
      output: test.output.finish(),
      failedAttempts: test.failedAttempts,
    });
  }

  #lineOf(attributes: XmlAttributes): number | null {
    const line = attributes.line ?? attributes.lineno;
    const isFromZero = this.#suites[0]?.name === "pytest" && line !== undefined && /^\d{1,8}$/.test(line);
    return toLine(isFromZero ? String(Number(line) + 1) : line);
  }
}

/** Stands for the attributes of what is no test but a suite that failed itself. */
const ofSuite: XmlAttributes = {};

function newTest(attributes: XmlAttributes): OpenTest {
  return {
    attributes,
    status: "passed",
    isTodo: false,
    failedAttempts: 0,
    message: new TextCollector(textLimits.message),
    details: new TextCollector(textLimits.details),
    output: new TextCollector(textLimits.output),
  };
}

function separated(text: TextCollector): TextCollector {
  if (text.length > 0) text.append("\n");
  return text;
}

/** TestNG's exceptions of tests that were skipped, themselves or because of what they depend on. */
function wasLeftOut({ type, message = "" }: XmlAttributes): boolean {
  return type === "org.testng.SkipException" || (type === "java.lang.Throwable" && / depends on not successfully finished /.test(message));
}

/**
 * Where a class is really a file: busted's `spec/cart_spec.lua:12`, of which the line would make another test whenever it
 * moves, and Deno's `./cart_test.ts` beside a `line`.
 */
function placeInClass(name: string, lineBeside: string | undefined) {
  const found = /^(\S+\.\w{1,5})(?::(\d{1,9}))?$/.exec(name);
  const file = found?.[1];
  if (file === undefined || (found?.[2] === undefined && (lineBeside === undefined || !name.includes("/"))))
    return { className: name, file: null, line: null };
  return { className: file, file: boundName(file), line: toLine(found?.[2]) };
}

/** What gtest and CTest say instead of, or besides, `<skipped>`. */
function wasNotRun({ status, result }: XmlAttributes): boolean {
  return status === "notrun" || status === "disabled" || result === "suppressed" || result === "skipped";
}

/**
 * CTest tells of a test whose program is missing as "skipped", though it counts as failed. What is skipped on purpose
 * has one of two reasons there.
 */
function couldNotStart({ status }: XmlAttributes, reason: string): boolean {
  return status === "notrun" && reason !== "" && !/^SKIP_|^Disabled$/.test(reason);
}
