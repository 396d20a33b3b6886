import { createReadStream } from "node:fs";
import { glob, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { type FileCoverage, type ReadingFaults, readCoverageReport } from "../report/report.ts";
import type { FileIndex } from "./file-index.ts";
import { type ProjectGround, placeFile } from "./place-file.ts";
import { CoverageTally } from "./tally.ts";

/** What to collect after a stage. */
export interface CollectRequest {
  /** Where the stage ran. */
  readonly folder: string;
  /** Globs of reports, relative to `folder`. */
  readonly patterns: readonly string[];
  /** Where the project lies otherwise, when it ran in a checkout: reports may have its paths. */
  readonly otherFolders: readonly string[];
  /** The project's files, asked for when there is a report. */
  readonly listFiles: () => Promise<FileIndex>;
  /**
   * The least age of what counts, in milliseconds since the epoch: reports that were written before the stage began are an
   * earlier run's. `null` to take all.
   */
  readonly writtenSinceMs: number | null;
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
 * Reads all coverage reports that `patterns` match, as streams, and adds them up by file. Nothing outside of the folder is
 * read, wherever links lead. Whatever is wrong with a report is a note; rejects with the signal's reason only.
 */
export async function collectCoverage(request: CollectRequest): Promise<CollectedCoverage> {
  const collection = new Collection(request);
  const root = await realpath(request.folder);
  for (const pattern of request.patterns) await collection.readMatches(root, pattern);
  return collection.finish();
}

class Collection {
  readonly #request: CollectRequest;
  readonly #tally = new CoverageTally();
  readonly #notes: string[] = [];
  readonly #read = new Set<string>();
  #ground: ProjectGround | null = null;

  constructor(request: CollectRequest) {
    this.#request = request;
  }

  finish(): CollectedCoverage {
    if (this.#tally.leftOut > 0) this.#note("There is more coverage than one run keeps; the last files are left out.");
    return { maps: this.#tally.maps, reports: this.#read.size, notes: this.#notes };
  }

  async readMatches(root: string, pattern: string): Promise<void> {
    const { signal, writtenSinceMs } = this.#request;
    const fates = { none: true, outside: "", old: "" };
    for await (const path of glob(pattern, { cwd: root })) {
      signal.throwIfAborted();
      const place = await realpath(join(root, path)).catch(() => null);
      const facts = place === null ? null : await stat(place).catch(() => null);
      if (place === null || !facts?.isFile()) continue;
      if (!place.startsWith(root + sep)) fates.outside ||= path;
      else if (writtenSinceMs !== null && facts.mtimeMs < writtenSinceMs) fates.old ||= path;
      else {
        fates.none = false;
        if (!this.#read.has(place)) await this.#readReport(root, place);
      }
    }
    if (!fates.none) return;
    if (fates.old !== "") this.#note(`${fates.old} was not written by this stage; an earlier run left it, so it does not count.`);
    else if (fates.outside !== "") this.#note(`No file in the project matches ${pattern}; ${fates.outside} leads out of it.`);
    else this.#note(`No coverage report matches ${pattern}.`);
  }

  async #readReport(root: string, place: string): Promise<void> {
    this.#read.add(place);
    const name = relative(root, place).split(sep).join("/");
    const ground = await this.#groundAt(root);
    const reportFolder = dirname(name) === "." ? "" : dirname(name);
    const fates = { outside: new Fate(), ambiguous: new Fate() };
    const onFile = (file: FileCoverage) => {
      const found = placeFile({ path: file.path, roots: file.roots, reportFolder }, ground);
      if (found.kind === "placed") this.#tally.add(found.path, file);
      else if (found.kind === "outside") fates.outside.add(file.path);
      else {
        fates.ambiguous.add(`${file.path} (${found.candidates.slice(0, namedPaths).join(" or ")})`);
        this.#tally.add(file.path, file);
      }
    };
    try {
      const read = await readCoverageReport(createReadStream(place), { name, onFile, signal: this.#request.signal });
      if (!read.ok) this.#note(read.failure.message);
      else this.#noteFaults(name, read.value);
    } catch (error) {
      this.#request.signal.throwIfAborted();
      if (!(error instanceof Error && "code" in error)) throw error;
      this.#note(`${name} could not be read: ${error.message}.`);
    }
    if (fates.outside.count > 0) this.#note(`${name}: ${fates.outside.say("lie outside of the project and are left out")}`);
    if (fates.ambiguous.count > 0) this.#note(`${name}: ${fates.ambiguous.say("may be several files of the project")}`);
  }

  #noteFaults(name: string, { problems, problemCount }: ReadingFaults): void {
    for (const { line, message } of problems.slice(0, namedPaths)) this.#note(`${name}, line ${line}: ${message}`);
    if (problemCount > namedPaths) this.#note(`${name} has ${problemCount - namedPaths} more problems.`);
  }

  async #groundAt(root: string): Promise<ProjectGround> {
    const folders = [this.#request.folder, root, ...this.#request.otherFolders];
    this.#ground ??= { folders: [...new Set(folders)], files: await this.#request.listFiles() };
    return this.#ground;
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
    return `${this.count} ${this.count === 1 ? "file" : "files"} ${what}: ${this.#names.join(", ")}${this.count > this.#names.length ? ", …" : ""}.`;
  }
}
