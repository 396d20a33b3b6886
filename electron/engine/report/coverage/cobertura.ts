import type { XmlAttributes, XmlListener } from "../xml-events.ts";
import { coverageLimits, type FaultTeller, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * Cobertura, of coverage.py, gcovr, coverlet, PHPUnit, istanbul and others: http://cobertura.sourceforge.net/xml/coverage-04.dtd.
 * Several classes may be of one file. The lines of a class repeat those of its methods.
 */

interface OpenMethod {
  readonly rate: string;
  firstLine: number;
  isReached: boolean;
}

/** Reads Cobertura. */
export class CoberturaReader implements XmlListener {
  readonly #sink: CoverageSink;
  readonly #tell: FaultTeller;
  readonly #roots: string[] = [];
  #file: FileCollector | null = null;
  #isInClass = false;
  #method: OpenMethod | null = null;
  #source: string | null = null;

  constructor(sink: CoverageSink, tell: FaultTeller) {
    this.#sink = sink;
    this.#tell = tell;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === "source") this.#source = "";
    else if (name === "class") this.#openClass(attributes.filename ?? "");
    else if (name === "method") this.#method = { rate: attributes["line-rate"] ?? "", firstLine: 0, isReached: false };
    else if (name === "line" && this.#isInClass) this.#takeLine(attributes);
  }

  text(text: string): void {
    if (this.#source !== null && this.#source.length < coverageLimits.pathCharacters) this.#source += text;
  }

  close(name: string): void {
    if (name === "source") this.#closeSource();
    else if (name === "class") this.#isInClass = false;
    else if (name === "method") this.#closeMethod();
    else if (name === "packages") this.#finish();
  }

  end(): void {
    this.#finish();
  }

  #closeSource(): void {
    const root = this.#source?.trim() ?? "";
    this.#source = null;
    if (root !== "" && this.#roots.length < coverageLimits.roots) this.#roots.push(root);
  }

  #openClass(path: string): void {
    this.#isInClass = true;
    if (this.#file?.path === path) return;
    this.#finish();
    this.#file = FileCollector.open(path, this.#roots, this.#tell);
  }

  #finish(): void {
    if (this.#file !== null) this.#sink.file(this.#file.finish());
    this.#file = null;
  }

  #takeLine({ number, hits, "condition-coverage": conditions }: XmlAttributes): void {
    const line = Number(number);
    const count = Number(hits);
    if (number === undefined || Number.isNaN(line) || hits === undefined || Number.isNaN(count)) {
      this.#tell("damaged", "A line has no number or no hits.");
      return;
    }
    this.#file?.line(line, count > 0 ? "covered" : "missed");
    if (this.#method !== null) {
      if (this.#method.firstLine === 0 || line < this.#method.firstLine) this.#method.firstLine = line;
      if (count > 0) this.#method.isReached = true;
    }
    const parts = /\((\d{1,9})\s*\/\s*(\d{1,9})\)/.exec(conditions ?? "");
    if (parts !== null && this.#file?.isLine(line)) this.#file.branches.addCounted(line, Number(parts[2]), Number(parts[1]));
  }

  #closeMethod(): void {
    const method = this.#method;
    this.#method = null;
    if (method === null || !this.#isInClass || this.#file === null) return;
    const line = Number.isInteger(method.firstLine) && method.firstLine <= coverageLimits.line ? Math.max(0, method.firstLine) : 0;
    this.#file.functions.add(line, method.isReached || (method.firstLine === 0 && Number(method.rate) > 0));
  }
}
