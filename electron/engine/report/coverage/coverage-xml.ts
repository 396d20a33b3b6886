import type { ReportProblem } from "../test-result.ts";
import type { XmlAttributes, XmlListener, XmlPlace, XmlReader } from "../xml-events.ts";
import { CloverReader } from "./clover.ts";
import { CoberturaReader } from "./cobertura.ts";
import type { FaultTeller } from "./file-collector.ts";
import type { CoverageFormat, CoverageSink } from "./file-coverage.ts";
import { JacocoReader } from "./jacoco.ts";

/** Gives XML to the reader that its root element asks for; `coverage` is Cobertura's and Clover's, whose contents differ. */
export class CoverageXml implements XmlListener {
  readonly #sink: CoverageSink;
  #reader: XmlListener | null = null;
  #depth = 0;
  /** Knows where in the report an element is; set by who made it. */
  xml: Pick<XmlReader, "place"> | null = null;
  format: CoverageFormat | null = null;
  /** The name of the outermost element, when nobody knows what it holds; `null` otherwise. */
  unknownRoot: string | null = null;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  open(name: string, attributes: XmlAttributes): void {
    this.#depth += 1;
    if (this.#reader === null) this.#choose(name, attributes);
    this.#reader?.open(name, attributes);
  }

  text(text: string): void {
    this.#reader?.text(text);
  }

  close(name: string): void {
    this.#depth -= 1;
    this.#reader?.close(name);
  }

  end(place: XmlPlace): void {
    this.#reader?.end?.(place);
  }

  #choose(name: string, attributes: XmlAttributes): void {
    if (this.#depth === 1 && name === "report") this.#begin("jacoco");
    else if (this.#depth === 1 && name === "coverage") {
      if (attributes["line-rate"] !== undefined || attributes["branch-rate"] !== undefined) this.#begin("cobertura");
      else if (attributes.clover !== undefined || attributes.generated !== undefined) this.#begin("clover");
    } else if (this.#depth === 1) this.unknownRoot = name;
    else if (this.#depth === 2 && (name === "sources" || name === "packages")) this.#begin("cobertura");
    else if (this.#depth === 2 && (name === "project" || name === "testproject")) this.#begin("clover");
    else this.unknownRoot ??= "coverage";
  }

  #begin(format: CoverageFormat): void {
    const tell: FaultTeller = (code, message) => {
      const place = this.xml?.place ?? { line: 1, column: null };
      this.#sink.problem({ code, message, ...place } satisfies ReportProblem);
    };
    this.format = format;
    if (format === "jacoco") this.#reader = new JacocoReader(this.#sink, tell);
    else this.#reader = format === "clover" ? new CloverReader(this.#sink, tell) : new CoberturaReader(this.#sink, tell);
  }
}
