import type { XmlAttributes, XmlListener } from "../xml-events.ts";
import { type FaultTeller, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * JaCoCo: https://www.jacoco.org/jacoco/trunk/coverage/report.dtd. Methods stand in the classes of a package, lines in its
 * source files, which follow. Files are named by their package, not by where they are.
 */

/** Methods of one package wait for their files; when there are more, files are told of in pieces. */
const waitingMethods = 200_000;

/** Reads JaCoCo. */
export class JacocoReader implements XmlListener {
  readonly #sink: CoverageSink;
  readonly #tell: FaultTeller;
  readonly #files = new Map<string, FileCollector>();
  #methods = 0;
  #package = "";
  /** The file of the class or of the lines that are being read. */
  #file: FileCollector | null = null;
  #methodLine: number | null = null;

  constructor(sink: CoverageSink, tell: FaultTeller) {
    this.#sink = sink;
    this.#tell = tell;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === "package") this.#package = attributes.name ?? "";
    else if (name === "class") this.#file = attributes.sourcefilename ? this.#fileOf(attributes.sourcefilename) : null;
    else if (name === "sourcefile") this.#file = this.#fileOf(attributes.name ?? "");
    else if (name === "method") this.#methodLine = lineOf(attributes.line);
    else if (name === "counter" && attributes.type === "METHOD" && this.#methodLine !== null)
      this.#takeMethod(attributes, this.#methodLine);
    else if (name === "line") this.#takeLine(attributes);
  }

  text(): void {
    // JaCoCo says everything in attributes.
  }

  close(name: string): void {
    if (name === "method") this.#methodLine = null;
    else if (name === "class" || name === "sourcefile") this.#file = null;
    else if (name === "package") this.#finish();
  }

  end(): void {
    this.#finish();
  }

  #fileOf(name: string): FileCollector | null {
    const path = this.#package === "" ? name : `${this.#package}/${name}`;
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = name === "" ? null : FileCollector.open(path, [], this.#tell);
    if (file !== null) this.#files.set(path, file);
    if (this.#files.size + this.#methods > waitingMethods) this.#finish();
    return file;
  }

  #takeMethod({ covered }: XmlAttributes, line: number): void {
    this.#methods += 1;
    this.#file?.functions.add(line, Number(covered) > 0);
  }

  /** `mi`, `ci`: instructions that were missed and reached; `mb`, `cb`: branches. */
  #takeLine({ nr, mi, ci, mb, cb }: XmlAttributes): void {
    const [line, missed, reached, missedBranches, reachedBranches] = [nr, mi, ci, mb, cb].map((text) => Number(text ?? 0)) as [
      ...[number, number, number, number, number],
    ];
    if (nr === undefined || [line, missed, reached, missedBranches, reachedBranches].some(Number.isNaN)) {
      this.#tell("damaged", "A line has no number, or counts that are none.");
      return;
    }
    const file = this.#file;
    if (file === null || !file.isLine(line)) return;
    if (reached === 0) file.line(line, "missed");
    else file.line(line, missed > 0 ? "partly" : "covered");
    if (missedBranches + reachedBranches > 0) file.branches.addCounted(line, missedBranches + reachedBranches, reachedBranches);
  }

  #finish(): void {
    for (const file of this.#files.values()) this.#sink.file(file.finish());
    this.#files.clear();
    this.#methods = 0;
  }
}

/** Methods that the compiler made have none, which is line 0. */
function lineOf(text: string | undefined): number {
  return /^\d{1,7}$/.test(text ?? "") ? Number(text) : 0;
}
