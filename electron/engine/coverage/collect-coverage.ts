import { type FileCoverage, type ReadingFaults, readCoverageReport } from "../report/report.ts";
import { FileIndex } from "./file-index.ts";
import { type ProjectGround, placeFile } from "./place-file.ts";
import { CoverageTally } from "./tally.ts";

/** A report to read. */
export interface CoverageReport {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** What to collect after a stage. */
export interface CollectRequest {
  readonly reports: readonly CoverageReport[];
  /** Folders that are the project, absolute: where the stage ran, and where the project lies otherwise. */
  readonly folders: readonly string[];
  /** The project's files, relative to it; asked for when there is a report. */
  readonly listFiles: () => Promise<Iterable<string>>;
  readonly signal: AbortSignal;
}

/** What all reports came to. */
export interface CollectedCoverage {
  /** By path relative to the project; see `encodeLineMap`. */
  readonly maps: ReadonlyMap<string, Uint8Array>;
  /** How many reports were read. */
  readonly reports: number;
  /** What could not be read, or not be placed: a sentence each, for the person. */
  readonly notes: readonly string[];
}

/** More notes help nobody. */
const maxNotes = 100;

/** So many paths are named where several share a fate. */
const namedPaths = 3;

/**
 * Reads coverage reports as streams and adds them up by file of the project. Whatever is wrong with a report is a note, and
 * so is a stop: what was read by then counts.
 */
export async function collectCoverage(request: CollectRequest): Promise<CollectedCoverage> {
  const collection = new Collection();
  if (request.reports.length === 0) return collection.finish();
  const ground = { folders: request.folders, files: new FileIndex(await request.listFiles()) };
  for (const report of request.reports) await collection.read(report, ground, request.signal);
  return collection.finish();
}

class Collection {
  readonly #tally = new CoverageTally();
  readonly #notes: string[] = [];
  #reports = 0;

  finish(): CollectedCoverage {
    if (this.#tally.leftOut > 0) this.#note("There is more coverage than one run keeps; the last files are left out.");
    return { maps: this.#tally.maps, reports: this.#reports, notes: this.#notes };
  }

  async read({ path: name, read }: CoverageReport, ground: ProjectGround, signal: AbortSignal): Promise<void> {
    const reportFolder = name.slice(0, Math.max(0, name.lastIndexOf("/")));
    const fates = { outside: new Fate(), ambiguous: new Fate() };
    const onFile = (file: FileCoverage) => {
      const found = placeFile({ path: file.path, roots: file.roots, reportFolder }, ground);
      if (found.kind === "outside") fates.outside.add(file.path);
      else this.#tally.add(found.path, file);
      if (found.kind === "ambiguous") fates.ambiguous.add(`${file.path} (${found.candidates.slice(0, namedPaths).join(" or ")})`);
    };
    try {
      const outcome = await readCoverageReport(read(), { name, onFile, signal });
      if (outcome.ok) {
        this.#reports += 1;
        this.#noteFaults(name, outcome.value);
      } else this.#note(outcome.failure.message);
    } catch (error) {
      if (!signal.aborted && !(error instanceof Error && "code" in error)) throw error;
      this.#note(signal.aborted ? `${name} was not read to its end: the run was stopped.` : `${name} could not be read.`);
    }
    if (fates.outside.count > 0) this.#note(`${name}: ${fates.outside.say("not of the project and left out")}`);
    if (fates.ambiguous.count > 0) this.#note(`${name}: ${fates.ambiguous.say("perhaps several files of the project")}`);
  }

  #noteFaults(name: string, { problems, problemCount }: ReadingFaults): void {
    for (const { line, message } of problems.slice(0, namedPaths)) this.#note(`${name}, line ${line}: ${message}`);
    if (problemCount > namedPaths) this.#note(`${name} has ${problemCount - namedPaths} more problems.`);
  }

  #note(note: string): void {
    if (this.#notes.length < maxNotes) this.#notes.push(note);
  }
}

/** Files that share a fate: how many, and the first names. */
class Fate {
  count = 0;
  readonly #names: string[] = [];

  add(name: string): void {
    this.count += 1;
    if (this.#names.length < namedPaths && !this.#names.includes(name)) this.#names.push(name.slice(0, 500));
  }

  say(what: string): string {
    return `${this.count} ${this.count === 1 ? "file is" : "files are"} ${what}: ${this.#names.join(", ")}${this.count > this.#names.length ? ", …" : ""}.`;
  }
}
