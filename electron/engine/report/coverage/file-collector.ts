import { boundName } from "../bounded-text.ts";
import type { ReportProblemCode } from "../test-result.ts";
import type { FileCoverage, HitRun, LineState } from "./file-coverage.ts";
import { LineUnits } from "./line-units.ts";

/** What is too much for an honest report. */
export const coverageLimits = {
  /** The highest line; no compiler takes a file of so many. */
  line: 10_000_000,
  /** Lines that a file tells of one by one. */
  linesPerFile: 500_000,
  /** Linux allows 4,096 bytes. */
  pathCharacters: 4_096,
  /** Folders that paths are relative to. */
  roots: 100,
  /** Functions of a file that are told apart by name, and branches. */
  namedPerFile: 500_000,
} as const;

/** Tells of something that cannot be taken; the reader knows where it stands. */
export type FaultTeller = (code: ReportProblemCode, message: string) => void;

const ranks: readonly LineState[] = ["missed", "partly", "covered"];

/** Gathers what a report tells of one file, line by line. */
export class FileCollector {
  readonly path: string;
  readonly branches = new LineUnits();
  readonly functions = new LineUnits();
  readonly statements = new LineUnits();
  readonly #roots: readonly string[];
  readonly #tell: FaultTeller;
  readonly #ranks = new Map<number, number>();
  #runs: readonly HitRun[] = [];
  #hasTooMany = false;

  /** Answers `null`, and tells why, for what can be no path of a file. */
  static open(path: string, roots: readonly string[], tell: FaultTeller): FileCollector | null {
    if (path === "" || path.includes("\0")) tell("damaged", "A file has no name.");
    else if (path.length > coverageLimits.pathCharacters)
      tell("limit", `A path has more than ${coverageLimits.pathCharacters} characters.`);
    else return new FileCollector(ownCopy(path), roots, tell);
    return null;
  }

  private constructor(path: string, roots: readonly string[], tell: FaultTeller) {
    this.path = path;
    this.#roots = roots;
    this.#tell = tell;
  }

  /** Told twice of a line, the better state counts. */
  line(line: number, state: LineState): void {
    if (!this.isLine(line)) return;
    const rank = ranks.indexOf(state);
    const known = this.#ranks.get(line);
    if (known === undefined && this.#ranks.size >= coverageLimits.linesPerFile) {
      if (!this.#hasTooMany) this.#tell("limit", `${boundName(this.path)} has more than ${coverageLimits.linesPerFile} lines.`);
      this.#hasTooMany = true;
    } else if (known === undefined || rank > known) this.#ranks.set(line, rank);
  }

  /** For reports that tell of ranges: they are all, sorted, without overlaps, instead of lines. */
  setRuns(runs: readonly HitRun[]): void {
    this.#runs = runs;
  }

  /** Whether it can be a line of a file; tells when it cannot. */
  isLine(line: number): boolean {
    if (Number.isInteger(line) && line >= 1 && line <= coverageLimits.line) return true;
    this.#tell(line > coverageLimits.line ? "limit" : "damaged", `There is no line ${line} in a file.`);
    return false;
  }

  /** All that was told. */
  finish(): FileCoverage {
    if (this.branches.isCut || this.functions.isCut || this.statements.isCut)
      this.#tell("limit", `${boundName(this.path)} has more branches or functions than any honest file.`);
    return {
      path: this.path,
      roots: this.#roots,
      lines: this.#ranks.size === 0 ? this.#runs : runsOf(this.#ranks),
      branches: this.branches,
      functions: this.functions,
      statements: this.statements,
    };
  }
}

/** A piece of a text keeps the whole of it in memory; whoever keeps paths must not keep reports. */
function ownCopy(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

function runsOf(ranksByLine: ReadonlyMap<number, number>): HitRun[] {
  const lines = Uint32Array.from(ranksByLine.keys()).sort();
  const runs: { from: number; to: number; state: LineState }[] = [];
  for (const line of lines) {
    const state = ranks[ranksByLine.get(line) ?? 0] ?? "missed";
    const last = runs.at(-1);
    if (last !== undefined && last.to === line - 1 && last.state === state) last.to = line;
    else runs.push({ from: line, to: line, state });
  }
  return runs;
}
