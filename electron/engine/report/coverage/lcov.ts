import { boundName } from "../bounded-text.ts";
import type { LineListener } from "../line-reader.ts";
import type { ReportProblemCode } from "../test-result.ts";
import { coverageLimits, FileCollector } from "./file-collector.ts";
import type { CoverageSink } from "./file-coverage.ts";

/*
 * The tracefiles of lcov, which most tools write: man page of geninfo, FILES. lcov 2 has `FNL` and `FNA` besides `FN` and
 * `FNDA`, an `e` before the blocks of exceptions, and the last line of functions.
 */

/** A function of a file: on which line, and which one there. */
interface FunctionPlace {
  readonly line: number;
  readonly place: number;
}

/** One name may stand for several functions; each count behind it is for the next. */
interface NamedFunctions {
  readonly places: FunctionPlace[];
  counted: number;
}

/** After so many broken lines, no further one is named. */
const maxBrokenLines = 1_000;

/** The first lines of a file tell whether it is one. */
export function isLcovLine(line: string): boolean {
  return /^(?:TN:|SF:.|DA:\d)/.test(line);
}

/** Reads lcov. */
export class LcovReader implements LineListener {
  readonly #sink: CoverageSink;
  #file: FileCollector | null = null;
  /** Whether the record that is open is of a file that cannot be taken. */
  #isSkipped = false;
  #functions = new Map<string, NamedFunctions>();
  #functionCount = 0;
  #branches = new Map<string, number>();
  #hasTooMany = false;
  #brokenLines = 0;
  #number = 0;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  line(line: string, number: number, isCut: boolean): void {
    this.#number = number;
    const text = line.trim();
    if (isCut) this.#tell("limit", "This line is too long to be read.");
    else if (text === "end_of_record") this.#finish();
    else if (text !== "" && !text.startsWith("#")) this.#take(text);
  }

  end(): void {
    if (this.#file !== null || this.#isSkipped) this.#tell("cut-off", "The report ends inside the record of a file.");
    this.#finish();
  }

  #take(text: string): void {
    const colon = text.indexOf(":");
    const kind = text.slice(0, Math.max(0, colon));
    const value = text.slice(colon + 1);
    if (kind === "SF") this.#begin(value);
    else if (kind === "DA") this.#takeLine(value);
    else if (kind === "BRDA") this.#takeBranch(value);
    else if (kind === "FN" || kind === "FNDA" || kind === "FNL" || kind === "FNA") this.#takeFunction(kind, value);
    // Sums, checksums, versions, the name of a test, and what is not shown here.
    else if (!/^(?:TN|VER|[LB]?(?:LF|LH|RF|RH)|FNF|FNH|MCDC|MCF|MCH|KEY)$/.test(kind)) this.#broken();
  }

  #begin(path: string): void {
    if (this.#file !== null) this.#tell("damaged", "The record before this one has no end.");
    this.#finish();
    this.#file = FileCollector.open(path, [], (code, message) => this.#tell(code, message));
    this.#isSkipped = this.#file === null;
  }

  #finish(): void {
    if (this.#file !== null) this.#sink.file(this.#file.finish());
    this.#file = null;
    this.#isSkipped = false;
    this.#functions = new Map();
    this.#functionCount = 0;
    this.#hasTooMany = false;
    this.#branches = new Map();
  }

  /** `line,hits[,checksum]`; gcov had counters that went below zero. */
  #takeLine(value: string): void {
    const parts = /^(\d{1,20}),(-?[\d.e+]{1,40})(?:,.*)?$/.exec(value);
    const hits = Number(parts?.[2]);
    if (parts === null || Number.isNaN(hits)) this.#broken();
    else if (this.#isInFile()) {
      if (hits < 0) this.#tell("damaged", "A line was reached less than zero times.");
      this.#file?.line(Number(parts[1]), hits > 0 ? "covered" : "missed");
    }
  }

  /** `line,block,branch,taken`, where `branch` may be an expression, and `taken` is `-` when the block was never reached. */
  #takeBranch(value: string): void {
    const parts = /^(\d{1,20}),(.{1,1000}),(-|[\d.e+]{1,40})$/.exec(value);
    if (parts === null) this.#broken();
    else if (this.#isInFile() && this.#file?.isLine(Number(parts[1]))) {
      const line = Number(parts[1]);
      const isReached = Number(parts[3]) > 0;
      const key = `${line},${parts[2]}`;
      const known = this.#branches.get(key);
      if (known !== undefined) {
        if (isReached) this.#file.branches.reach(line, known);
      } else if (this.#branches.size < coverageLimits.namedPerFile) this.#branches.set(key, this.#file.branches.add(line, isReached));
      else this.#tellTooMany("branches");
    }
  }

  #takeFunction(kind: "FN" | "FNDA" | "FNL" | "FNA", value: string): void {
    const pattern = {
      FN: /^(\d{1,20}),(?:\d{1,20},)?(.+)$/,
      FNL: /^(\d{1,20}),(\d{1,20})(?:,\d{1,20})?$/,
      FNA: /^(\d{1,20}),([^,]{1,40}),.*$/,
    };
    const [, first = "", second = ""] = (kind === "FNDA" ? /^([^,]{1,40}),(.+)$/ : pattern[kind]).exec(value) ?? [];
    if (first === "") this.#broken();
    else if (!this.#isInFile()) return;
    else if (kind === "FN") this.#define(boundName(second), Number(first));
    else if (kind === "FNL") this.#define(`#${first}`, Number(second));
    else if (kind === "FNDA") this.#count(boundName(second), Number(first), true);
    else this.#count(`#${first}`, Number(second), false);
  }

  #define(name: string, line: number): void {
    const file = this.#file;
    // lcov itself writes 0 for functions of which the compiler did not tell.
    if (file === null || !(line === 0 || file.isLine(line))) return;
    if (this.#functionCount >= coverageLimits.namedPerFile) {
      this.#tellTooMany("functions");
      return;
    }
    this.#functionCount += 1;
    const named = this.#functions.get(name) ?? { places: [], counted: 0 };
    this.#functions.set(name, named);
    named.places.push({ line, place: file.functions.add(line, false) });
  }

  #count(name: string, hits: number, isNext: boolean): void {
    const named = this.#functions.get(name);
    const at = named?.places[isNext ? named.counted : 0] ?? named?.places.at(-1);
    if (named === undefined || at === undefined || Number.isNaN(hits)) {
      this.#broken();
      return;
    }
    named.counted += 1;
    if (hits > 0) this.#file?.functions.reach(at.line, at.place);
  }

  #isInFile(): boolean {
    if (this.#file === null && !this.#isSkipped) this.#tell("damaged", "This line stands outside of the record of a file.");
    return this.#file !== null;
  }

  #broken(): void {
    this.#brokenLines += 1;
    if (this.#brokenLines <= maxBrokenLines) this.#tell("damaged", "This line is none of lcov's.");
  }

  #tellTooMany(what: string): void {
    if (!this.#hasTooMany) this.#tell("limit", `A file has more than ${coverageLimits.namedPerFile} ${what}.`);
    this.#hasTooMany = true;
  }

  #tell(code: ReportProblemCode, message: string): void {
    this.#sink.problem({ code, message, line: Math.max(1, this.#number), column: null });
  }
}
