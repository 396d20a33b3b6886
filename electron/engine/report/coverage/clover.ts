import type { XmlAttributes, XmlListener } from "../xml-events.ts";
import { type FaultTeller, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * Clover, of Atlassian's own, PHPUnit and istanbul: https://openclover.org/doc/manual/latest/general--report-xml-schema.html
 * (clover.xsd). What `truecount` and `falsecount` of a condition mean differs: Clover counts how often it was either,
 * istanbul how many of its branches were reached and were not.
 */

/** Reads Clover. Test code, which Clover keeps apart, is left out. */
export class CloverReader implements XmlListener {
  readonly #sink: CoverageSink;
  readonly #tell: FaultTeller;
  #file: FileCollector | null = null;
  #isOfIstanbul = false;
  #isTestCode = false;

  constructor(sink: CoverageSink, tell: FaultTeller) {
    this.#sink = sink;
    this.#tell = tell;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === "project") this.#isOfIstanbul = attributes.name === "All files";
    else if (name === "testproject") this.#isTestCode = true;
    else if (this.#isTestCode) return;
    else if (name === "file") this.#openFile(attributes);
    else if (name === "line") this.#takeLine(attributes);
  }

  text(): void {
    // Clover says everything in attributes.
  }

  close(name: string): void {
    if (name === "file") this.end();
    else if (name === "testproject") this.#isTestCode = false;
  }

  end(): void {
    if (this.#file !== null) this.#sink.file(this.#file.finish());
    this.#file = null;
  }

  /** PHPUnit has the whole path in `name`. */
  #openFile({ path, name }: XmlAttributes): void {
    this.end();
    this.#file = FileCollector.open(path || name || "", [], this.#tell);
  }

  #takeLine({ num, type, count, truecount, falsecount }: XmlAttributes): void {
    const [line, hits, onTrue, onFalse] = [num, count, truecount, falsecount].map((text) => Number(text ?? 0)) as [
      ...[number, number, number, number],
    ];
    if (num === undefined || [line, hits, onTrue, onFalse].some(Number.isNaN)) {
      this.#tell("damaged", "A line has no number, or counts that are none.");
      return;
    }
    const file = this.#file;
    if (file === null || !file.isLine(line)) return;
    if (type === "method") {
      file.functions.add(line, hits > 0);
      return;
    }
    file.line(line, hits > 0 || onTrue + onFalse > 0 ? "covered" : "missed");
    if (type !== "cond") return;
    if (this.#isOfIstanbul) file.branches.addCounted(line, onTrue + onFalse, onTrue);
    else for (const times of [onTrue, onFalse]) file.branches.add(line, times > 0);
  }
}
