import type { LineListener } from "../line-reader.ts";
import type { ReportProblemCode } from "../test-result.ts";
import { coverageLimits, FileCollector } from "./file-collector.ts";
import type { CoverageSink, HitRun, LineState } from "./file-coverage.ts";

/*
 * The profiles of `go test -coverprofile`: https://pkg.go.dev/golang.org/x/tools/cover#Profile. Blocks do not overlap but
 * for the line on which one ends and the next begins. Go counts by statements; a line counts as reached when a block on it
 * was, partly when not all of them were.
 */

interface Block {
  readonly from: number;
  readonly to: number;
  readonly statements: number;
  isReached: boolean;
}

/** Of one file; more are not read. */
const blocksPerFile = 500_000;

/** The first line of a profile. */
export function isGoCoverLine(line: string): boolean {
  return /^mode: (?:set|count|atomic)$/.test(line);
}

/** Reads the coverage profiles of Go. */
export class GoCoverReader implements LineListener {
  readonly #sink: CoverageSink;
  #path: string | null = null;
  #blocks = new Map<string, Block>();
  #number = 0;

  constructor(sink: CoverageSink) {
    this.#sink = sink;
  }

  line(line: string, number: number, isCut: boolean): void {
    this.#number = number;
    // Profiles are put behind each other as they are.
    if (line.trim() === "" || isGoCoverLine(line.trim())) return;
    const parts = isCut ? null : /^(.+):(\d{1,9})\.(\d{1,9}),(\d{1,9})\.(\d{1,9}) (\d{1,9}) (\d{1,20})$/.exec(line.trim());
    if (parts === null) {
      this.#tell(isCut ? "limit" : "damaged", isCut ? "This line is too long to be read." : "This line is no block of Go's coverage.");
      return;
    }
    const [, path = "", from, , to, , statements, hits] = parts;
    if (path !== this.#path) this.#finish();
    this.#path = path;
    this.#add(line.slice(path.length, line.lastIndexOf(" ")), {
      from: Number(from),
      to: Number(to),
      statements: Number(statements),
      isReached: Number(hits) > 0,
    });
  }

  end(): void {
    this.#finish();
  }

  #add(key: string, block: Block): void {
    const known = this.#blocks.get(key);
    if (known !== undefined) known.isReached ||= block.isReached;
    else if (block.from < 1 || block.to < block.from || block.to > coverageLimits.line)
      this.#tell("damaged", "This block has no place in a file.");
    else if (this.#blocks.size >= blocksPerFile) this.#tell("limit", `A file has more than ${blocksPerFile} blocks.`);
    else this.#blocks.set(key, block);
  }

  #finish(): void {
    if (this.#path === null) return;
    const file = FileCollector.open(this.#path, [], (code, message) => this.#tell(code, message));
    if (file !== null) {
      const blocks = [...this.#blocks.values()].sort((left, right) => left.from - right.from || left.to - right.to);
      file.setRuns(runsOf(blocks));
      for (const { from, statements, isReached } of blocks) addStatements(file, from, statements, isReached);
      this.#sink.file(file.finish());
    }
    this.#path = null;
    this.#blocks = new Map();
  }

  #tell(code: ReportProblemCode, message: string): void {
    this.#sink.problem({ code, message, line: this.#number, column: null });
  }
}

/** A block has as many statements as it has; a person's has some dozen. */
function addStatements(file: FileCollector, line: number, statements: number, isReached: boolean): void {
  for (let added = 0; added < Math.min(statements, 1_000); added += 1) file.statements.add(line, isReached);
}

/** Goes through the places where blocks begin and end, and counts those that are open. */
function runsOf(blocks: readonly Block[]): HitRun[] {
  const edges = blocks
    .flatMap(({ from, to, isReached }) => [
      { line: from, step: 1, isReached },
      { line: to + 1, step: -1, isReached },
    ])
    .sort((left, right) => left.line - right.line);
  const open = { reached: 0, missed: 0 };
  const runs: HitRun[] = [];
  let from = 0;
  for (const { line, step, isReached } of edges) {
    if (line > from && open.reached + open.missed > 0) append(runs, { from, to: line - 1, state: stateOf(open) });
    from = line;
    open[isReached ? "reached" : "missed"] += step;
  }
  return runs;
}

function stateOf({ reached, missed }: { readonly reached: number; readonly missed: number }): LineState {
  if (reached === 0) return "missed";
  return missed === 0 ? "covered" : "partly";
}

function append(runs: HitRun[], run: HitRun): void {
  const last = runs.at(-1);
  if (last !== undefined && last.state === run.state && last.to === run.from - 1) runs[runs.length - 1] = { ...last, to: run.to };
  else runs.push(run);
}
