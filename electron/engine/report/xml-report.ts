import { countOf } from "../../../shared/counts.ts";
import { JUnitReader } from "./junit.ts";
import { NUnitReader } from "./nunit.ts";
import type { ReportFormat, ReportSink } from "./test-result.ts";
import { TrxReader } from "./trx.ts";
import type { XmlAttributes, XmlListener, XmlPlace } from "./xml-events.ts";
import { XUnitReader } from "./xunit.ts";

/** Gives XML to the reader whose root element it has; `format` stays `null` when nobody knows that root. */
export class AnyXmlReader implements XmlListener {
  readonly #sink: ReportSink;
  #reader: XmlListener | null = null;
  /** The most tests that an element counts to have, as long as none was told of. */
  #announced = 0;
  #hasTests = false;
  format: ReportFormat | null = null;
  /** The name of the outermost element; `null` before there was one. */
  root: string | null = null;

  constructor(sink: ReportSink) {
    this.#sink = {
      problem: (problem) => sink.problem(problem),
      test: (result) => {
        this.#hasTests = true;
        sink.test(result);
      },
    };
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.root === null) {
      this.format = isForeign(name, attributes) ? null : formatOf(name);
      this.root = attributes.xmlns && this.format === null ? `${name} xmlns="${attributes.xmlns}"` : name;
      this.#reader = this.format === null ? null : newReader(this.format, this.#sink);
    }
    if (!this.#hasTests) this.#announced = Math.max(this.#announced, announcedBy(name, attributes));
    this.#reader?.open(name, attributes);
  }

  text(text: string): void {
    this.#reader?.text(text);
  }

  close(name: string): void {
    this.#reader?.close(name);
  }

  end(place: XmlPlace): void {
    this.#reader?.end?.(place);
    if (this.format === null || this.#hasTests || this.#announced === 0) return;
    this.#sink.problem({
      code: "plan",
      message: `The report says that it has ${countOf(this.#announced, "test")}, and tells of none.`,
      ...place,
    });
  }
}

/** How many tests a suite, an assembly or all of a run says to have; 0 for elements that do not count. */
function announcedBy(name: string, { tests, total }: XmlAttributes): number {
  const counts = ["testsuites", "testsuite", "test-run", "test-results", "assembly", "Counters"].includes(name)
    ? (tests ?? total)
    : undefined;
  return counts !== undefined && /^\d{1,9}$/.test(counts) ? Number(counts) : 0;
}

/** Check and CppUnit name the root of their own XML as JUnit and TRX do, and nothing in it: no tests would be found. */
function isForeign(root: string, { xmlns }: XmlAttributes): boolean {
  return xmlns === "http://check.sourceforge.net/ns" || (root === "TestRun" && xmlns === undefined);
}

function formatOf(root: string): ReportFormat | null {
  switch (root) {
    case "testsuites":
    case "testsuite":
      return "junit";
    case "test-run":
    case "test-results":
    // Of runners that save what NUnit's own framework gives them.
    case "test-suite":
      return "nunit";
    case "assemblies":
    case "assembly":
      return "xunit";
    case "TestRun":
      return "trx";
    default:
      return null;
  }
}

function newReader(format: ReportFormat, sink: ReportSink): XmlListener {
  switch (format) {
    case "nunit":
      return new NUnitReader(sink);
    case "xunit":
      return new XUnitReader(sink);
    case "trx":
      return new TrxReader(sink);
    default:
      return new JUnitReader(sink);
  }
}
