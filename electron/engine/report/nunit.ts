import { boundName, TextCollector, textLimits } from "./bounded-text.ts";
import { secondsToMs } from "./numbers.ts";
import type { ReportSink, TestStatus } from "./test-result.ts";
import type { XmlAttributes, XmlListener } from "./xml-events.ts";

/*
 * NUnit 3: https://docs.nunit.org/articles/nunit/technical-notes/usage/Test-Result-XML-Format.html
 * NUnit 2: https://nunit.org/docs/2.6.4/files/Results.xsd (`test-results`, `executed`, `time` instead of `duration`)
 */

interface OpenTest {
  readonly attributes: XmlAttributes;
  hasFailure: boolean;
  readonly message: TextCollector;
  readonly details: TextCollector;
  readonly output: TextCollector;
}

/** Reads the XML of NUnit 2 and 3. */
export class NUnitReader implements XmlListener {
  readonly #sink: ReportSink;
  readonly #suites: string[] = [];
  #test: OpenTest | null = null;
  #target: TextCollector | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#target = null;
    if (name === "test-suite") this.#suites.push(boundName(attributes.name ?? ""));
    else if (name === "test-case") this.#test = newTest(attributes);
    else if (this.#test === null) return;
    else if (name === "failure") this.#test.hasFailure = true;
    // `message` stands in `failure`, `reason` and, of later versions, `assertion`, which repeats the failure.
    else if (name === "message" && this.#test.message.length === 0) this.#target = this.#test.message;
    else if (name === "stack-trace" && this.#test.details.length === 0) this.#target = this.#test.details;
    else if (name === "output") this.#target = this.#test.output;
  }

  text(text: string): void {
    this.#target?.append(text);
  }

  close(name: string): void {
    this.#target = null;
    if (name === "test-suite") this.#suites.pop();
    if (name !== "test-case" || this.#test === null) return;
    const { attributes, hasFailure, message, details, output } = this.#test;
    this.#test = null;
    this.#sink.test({
      suitePath: this.#suites.filter((suite) => suite !== ""),
      name: boundName(attributes.name ?? ""),
      className: attributes.classname ? boundName(attributes.classname) : null,
      file: null,
      line: null,
      durationMs: secondsToMs(attributes.duration ?? attributes.time),
      status: statusOf(attributes, hasFailure),
      message: message.finish(),
      details: details.finish(),
      output: output.finish(),
      failedAttempts: 0,
    });
  }
}

function newTest(attributes: XmlAttributes): OpenTest {
  return {
    attributes,
    hasFailure: false,
    message: new TextCollector(textLimits.message),
    details: new TextCollector(textLimits.details),
    output: new TextCollector(textLimits.output),
  };
}

function statusOf({ result, label, executed, success }: XmlAttributes, hasFailure: boolean): TestStatus {
  switch (result) {
    case "Passed":
    case "Success":
    case "Warning":
      return "passed";
    case "Failed":
    case "Failure":
      return label === "Error" || label === "Invalid" || label === "Cancelled" ? "errored" : "failed";
    case "Error":
    case "NotRunnable":
    case "Cancelled":
      return "errored";
    case "Skipped":
    case "Ignored":
    case "Inconclusive":
      return "skipped";
    default:
      // Before 2.5 there was no `result`; writers outside of .NET begin the words small.
      if (executed?.toLowerCase() === "false") return "skipped";
      if (result === undefined && success === undefined) return hasFailure ? "failed" : "passed";
      return success?.toLowerCase() === "true" ? "passed" : "failed";
  }
}
