import { boundName, TextCollector, textLimits } from "./bounded-text.ts";
import { timeSpanToMs } from "./numbers.ts";
import type { ReportSink, TestResult, TestStatus } from "./test-result.ts";
import type { XmlAttributes, XmlListener, XmlPlace } from "./xml-events.ts";

/*
 * TRX, of VSTest and MSTest: vstst.xsd of Visual Studio (namespace http://microsoft.com/schemas/VisualStudio/TeamTest/2010)
 * and the writer, https://github.com/microsoft/vstest/tree/main/src/Microsoft.TestPlatform.Extensions.TrxLogger.
 * Results name a test by an identifier; its class stands in `TestDefinitions`, which VSTest writes after them.
 */

interface OpenResult {
  readonly attributes: XmlAttributes;
  /** Whether it is told by the results in it, one for each row of data. */
  hasInner: boolean;
  readonly message: TextCollector;
  readonly details: TextCollector;
  readonly output: TextCollector;
}

/** So many characters of results wait for their class; when there are more, they go without one. */
const waitingCharacters = 32_000_000;

/** What a result takes besides its texts, about. */
const charactersPerResult = 500;

/** Reads TRX. */
export class TrxReader implements XmlListener {
  readonly #sink: ReportSink;
  readonly #open: OpenResult[] = [];
  readonly #classes = new Map<string, string>();
  #waiting: { readonly id: string; readonly result: TestResult }[] = [];
  #waitingCharacters = 0;
  #classCharacters = 0;
  /** How many tests could not wait. */
  #unplaced = 0;
  #definedId: string | null = null;
  #target: TextCollector | null = null;

  constructor(sink: ReportSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#target = null;
    if (name === "UnitTestResult") {
      const outer = this.#open.at(-1);
      if (outer !== undefined) outer.hasInner = true;
      this.#open.push(newResult(attributes));
    } else if (name === "UnitTest") this.#definedId = attributes.id ?? null;
    else if (name === "TestMethod" && this.#definedId !== null) this.#define(this.#definedId, attributes.className ?? "");
    else this.#openPart(name);
  }

  text(text: string): void {
    this.#target?.append(text);
  }

  close(name: string): void {
    this.#target = null;
    if (name === "UnitTest") this.#definedId = null;
    else if (name === "UnitTestResult") this.#finish(this.#open.pop());
    else if (name === "TestDefinitions") this.#deliver();
  }

  end(place: XmlPlace): void {
    this.#deliver();
    if (this.#unplaced > 0)
      this.#sink.problem({
        code: "limit",
        message: `${this.#unplaced} tests are told of without their class, which comes too long after them.`,
        ...place,
      });
  }

  #openPart(name: string): void {
    const result = this.#open.at(-1);
    if (result === undefined) return;
    if (name === "Message") this.#target = result.message;
    else if (name === "StackTrace") this.#target = result.details;
    else if (name === "StdOut" || name === "StdErr") this.#target = result.output;
  }

  /** Only the name of the class: some writers add the assembly after a comma. */
  #define(id: string, className: string): void {
    if (className === "" || this.#classCharacters > waitingCharacters) return;
    const plain = boundName(className.split(",", 1)[0] ?? "");
    this.#classCharacters += charactersPerResult + id.length + plain.length;
    this.#classes.set(id, plain);
  }

  #finish(open: OpenResult | undefined): void {
    if (open === undefined || open.hasInner) return;
    const { attributes, message, details, output } = open;
    const id = attributes.testId ?? "";
    const result: TestResult = {
      suitePath: this.#open.map((outer) => boundName(outer.attributes.testName ?? "")),
      name: boundName(attributes.testName ?? ""),
      className: this.#classes.get(id) ?? null,
      file: null,
      line: null,
      durationMs: timeSpanToMs(attributes.duration),
      status: statusOf(attributes.outcome),
      message: message.finish(),
      details: details.finish(),
      output: output.finish(),
      failedAttempts: 0,
    };
    if (result.className === null) this.#wait(id, result);
    else this.#sink.test(result);
  }

  #wait(id: string, result: TestResult): void {
    this.#waiting.push({ id, result });
    this.#waitingCharacters +=
      charactersPerResult + result.name.length + lengthOf(result.message) + lengthOf(result.details) + lengthOf(result.output);
    if (this.#waitingCharacters <= waitingCharacters) return;
    this.#unplaced += this.#waiting.length;
    this.#deliver();
  }

  #deliver(): void {
    for (const { id, result } of this.#waiting) this.#sink.test({ ...result, className: this.#classes.get(id) ?? null });
    this.#waiting = [];
    this.#waitingCharacters = 0;
  }
}

function newResult(attributes: XmlAttributes): OpenResult {
  return {
    attributes,
    hasInner: false,
    message: new TextCollector(textLimits.message),
    details: new TextCollector(textLimits.details),
    output: new TextCollector(textLimits.output),
  };
}

/** Those of `TestOutcome`; without one, a result is "Error", the first of that list. */
function statusOf(outcome: string | undefined): TestStatus {
  switch (outcome) {
    case "Passed":
    case "Completed":
    case "Warning":
      return "passed";
    case "Failed":
      return "failed";
    case "NotExecuted":
    case "Inconclusive":
    case "Pending":
      return "skipped";
    default:
      return "errored";
  }
}

function lengthOf(text: TestResult["message"]): number {
  return text?.text.length ?? 0;
}
