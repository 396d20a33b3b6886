import { boundName, TextCollector, textLimits } from "./bounded-text.ts";
import { secondsToMs, toLine } from "./numbers.ts";
import type { ReportSink, TestStatus } from "./test-result.ts";
import type { XmlAttributes, XmlListener } from "./xml-events.ts";

/*
 * xUnit.net v2 and v3: https://xunit.net/docs/format-xml-v2. Assemblies hold collections, these hold tests; what broke
 * outside of any test stands in `errors` of the assembly.
 */

/** What is open: a test, or an error of an assembly, which stands for itself. */
interface OpenTest {
  readonly attributes: XmlAttributes;
  readonly isError: boolean;
  readonly message: TextCollector;
  readonly details: TextCollector;
  readonly output: TextCollector;
}

/** Reads the XML of xUnit.net. */
export class XUnitReader implements XmlListener {
  readonly #sink: ReportSink;
  readonly #suites: string[] = [];
  #test: OpenTest | null = null;
  #target: TextCollector | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#target = null;
    if (name === "assembly" || name === "collection") this.#suites.push(boundName(fileName(attributes.name ?? "")));
    else if (name === "test" || name === "error") this.#test = newTest(attributes, name === "error");
    else if (this.#test === null) return;
    else if (name === "message" || name === "reason") this.#target = this.#test.message;
    else if (name === "stack-trace") this.#target = this.#test.details;
    else if (name === "output" || name === "warning") this.#target = this.#test.output;
  }

  text(text: string): void {
    this.#target?.append(text);
  }

  close(name: string): void {
    this.#target = null;
    if (name === "assembly" || name === "collection") this.#suites.pop();
    if ((name !== "test" && name !== "error") || this.#test === null) return;
    const { attributes, isError, message, details, output } = this.#test;
    this.#test = null;
    this.#sink.test({
      suitePath: this.#suites.filter((suite) => suite !== ""),
      name: boundName(attributes.name ?? attributes.type ?? ""),
      className: attributes.type && !isError ? boundName(attributes.type) : null,
      file: attributes["source-file"] ? boundName(attributes["source-file"]) : null,
      line: toLine(attributes["source-line"]),
      durationMs: secondsToMs(attributes.time),
      status: isError ? "errored" : statusOf(attributes.result),
      message: message.finish(),
      details: details.finish(),
      output: output.finish(),
      failedAttempts: 0,
    });
  }
}

function newTest(attributes: XmlAttributes, isError: boolean): OpenTest {
  return {
    attributes,
    isError,
    message: new TextCollector(textLimits.message),
    details: new TextCollector(textLimits.details),
    output: new TextCollector(textLimits.output),
  };
}

function statusOf(result: string | undefined): TestStatus {
  if (result === "Pass") return "passed";
  return result === "Skip" || result === "NotRun" ? "skipped" : "failed";
}

/** An assembly is named by the path of its file, which differs from machine to machine. */
function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
