import type { XmlAttributes, XmlListener } from "../xml-events.ts";
import { coverageLimits, type FaultTeller, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * Cobertura, of coverage.py, gcovr, coverlet, PHPUnit, istanbul and others: http://cobertura.sourceforge.net/xml/coverage-04.dtd.
 * Several classes may be of one file. What counts are the lines of a class; those of its methods repeat them, or are the
 * methods' first ones (istanbul). Only when a class has none of its own do its methods' count.
 */

interface OpenClass {
  hasOwnLines: boolean;
  readonly methodLines: CoverageLine[];
}

interface CoverageLine {
  readonly line: number;
  readonly hits: number;
  readonly conditions: string;
}

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
  #class: OpenClass | null = null;
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
    else if (name === "line" && this.#class !== null) this.#takeLine(attributes);
  }

  text(text: string): void {
    if (this.#source !== null && this.#source.length < coverageLimits.pathCharacters) this.#source += text;
  }

  close(name: string): void {
    if (name === "source") this.#closeSource();
    else if (name === "class") this.#closeClass();
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
    this.#class = { hasOwnLines: false, methodLines: [] };
    if (this.#file?.path === path) return;
    this.#finish();
    this.#file = FileCollector.open(path, this.#roots, this.#tell);
  }

  #finish(): void {
    if (this.#file !== null) this.#sink.file(this.#file.finish());
    this.#file = null;
  }

  #closeClass(): void {
    if (this.#class?.hasOwnLines === false) for (const line of this.#class.methodLines) this.#count(line);
    this.#class = null;
  }

  #takeLine({ number, hits, "condition-coverage": conditions = "" }: XmlAttributes): void {
    const told = { line: Number(number), hits: Number(hits), conditions: conditions.slice(0, 100) };
    if (number === undefined || Number.isNaN(told.line) || hits === undefined || Number.isNaN(told.hits)) {
      this.#tell("damaged", "A line has no number or no hits.");
      return;
    }
    const method = this.#method;
    if (method === null) {
      if (this.#class !== null) this.#class.hasOwnLines = true;
      this.#count(told);
      return;
    }
    if (method.firstLine === 0 || told.line < method.firstLine) method.firstLine = told.line;
    if (told.hits > 0) method.isReached = true;
    if ((this.#class?.methodLines.length ?? 0) < coverageLimits.linesPerFile) this.#class?.methodLines.push(told);
  }

  #count({ line, hits, conditions }: CoverageLine): void {
    if (this.#file === null || !this.#file.isLine(line)) return;
    this.#file.line(line, hits > 0 ? "covered" : "missed");
    const parts = /\((\d{1,9})\s*\/\s*(\d{1,9})\)/.exec(conditions);
    if (parts !== null) this.#file.branches.addCounted(line, Number(parts[2]), Number(parts[1]));
  }

  #closeMethod(): void {
    const method = this.#method;
    this.#method = null;
    if (method === null || this.#file === null) return;
    const line = Number.isInteger(method.firstLine) && method.firstLine <= coverageLimits.line ? Math.max(0, method.firstLine) : 0;
    this.#file.functions.add(line, method.isReached || (method.firstLine === 0 && Number(method.rate) > 0));
  }
}
