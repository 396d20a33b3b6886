import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { PlanColumn, PlanProblem } from "../../../shared/contract/plan.ts";
import { secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { boardFileName, readColumns, usualColumns } from "./columns.ts";
import type { TextFault } from "./layout.ts";
import { findPlan, isPlanFile, mostBytesOfFile, planPath, readPlanFile } from "./plan-place.ts";
import { type ReadItem, readItem } from "./read-item.ts";
import { type PlanWatch, watchPlan } from "./watch-plan.ts";

/** An item's file. */
export interface PlanFile {
  /** Its name without `.md`. */
  readonly key: string;
  /** `null` when it cannot be read as an item. */
  readonly item: ReadItem | null;
  /** By its time on the disk. */
  readonly changedAt: number;
  readonly problems: readonly PlanProblem[];
}

/** All files of a plan. */
export interface PlanFiles {
  readonly isThere: boolean;
  /** Whether there are no more files than are read. */
  readonly isWhole: boolean;
  /** By key. The same map, with the same files in it, as long as nothing changed. */
  readonly files: ReadonlyMap<string, PlanFile>;
  readonly columns: readonly PlanColumn[];
  /** The board's file as it was read; `null` without one, or when it cannot be read. */
  readonly boardText: string | null;
  readonly problems: readonly PlanProblem[];
  /** Another one whenever something changed. */
  readonly generation: number;
}

/** Reads the plan of one folder, and again only what changed. */
export interface PlanFolder {
  read(): Promise<PlanFiles>;
  /** Says that these files were written just now: some systems tell late of it. */
  touch(names: readonly string[]): void;
  /** Says that others may have written: the next read looks at every file. */
  doubt(): void;
  close(): void;
}

const mostFiles = 50_000;
const mostBytes = 256 * 1024 * 1024;
/** Other work gets its turn so often while many files are read. */
const sliceMs = 8;
/** A file that is so young may change again without another time. */
const youngMs = 100;
/** Some disks, such as those of a network, tell nothing of changes: so often every file is looked at all the same. */
const lookMs = 20 * secondMs;

/** Opens the plan in a project's folder. With `onChange` it is watched: that is called when a file of it changed. */
export function openPlanFolder(projectFolder: string, now: Clock, onChange: (() => void) | null): PlanFolder {
  return new ReadPlan(projectFolder, now, onChange);
}

interface Seen {
  readonly version: string;
  readonly size: number;
  readonly file: PlanFile;
}

class ReadPlan implements PlanFolder {
  readonly #projectFolder: string;
  readonly #now: Clock;
  readonly #watch: PlanWatch | null;
  #folder: string | null = null;
  #seen = new Map<string, Seen>();
  #files = new Map<string, PlanFile>();
  #board: { version: string; text: string | null; columns: readonly PlanColumn[]; problems: PlanProblem[] } = noBoard;
  #folderProblems: PlanProblem[] = [];
  #isWhole = true;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  #answer: PlanFiles | null = null;
  #generation = 0;
  #work: Promise<unknown> = Promise.resolve();
  #touched = new Set<string>();

  constructor(projectFolder: string, now: Clock, onChange: (() => void) | null) {
    this.#projectFolder = projectFolder;
    this.#now = now;
    this.#watch = onChange === null ? null : watchPlan(projectFolder, onChange);
  }

  read(): Promise<PlanFiles> {
    const reading = this.#work.then(() => this.#read());
    this.#work = reading.catch(() => {});
    return reading;
  }

  touch(names: readonly string[]): void {
    for (const name of names) this.#touched.add(name);
  }

  doubt(): void {
    this.#lastLookMs = Number.NEGATIVE_INFINITY;
  }

  close(): void {
    this.#watch?.close();
  }

  async #read(): Promise<PlanFiles> {
    // What happened before this was asked is told between two turns.
    await nextTurn();
    await nextTurn();
    const place = findPlan(this.#projectFolder);
    const folder = place.kind === "there" ? place.folder : null;
    const isKnown = folder !== null && folder === this.#folder;
    if (!isKnown) this.#forget();
    this.#folder = folder;
    if (place.kind === "outside") this.#folderProblems = [problem("", 0, `${planPath} leads out of the project, and is not read`)];
    if (folder !== null) {
      const changed = this.#watch?.take(folder) ?? null;
      const isRecent = this.#now() - this.#lastLookMs < lookMs;
      const touched = this.#touched;
      this.#touched = new Set();
      if (changed !== null && isKnown && isRecent) await this.#look(folder, [...changed, ...touched]);
      else await this.#lookAtAll(folder);
    }
    this.#answer ??= {
      ...{ isThere: this.#files.size > 0 || this.#board.text !== null || this.#board.problems.length > 0 },
      isWhole: this.#isWhole,
      ...{ files: this.#files, columns: this.#board.columns, boardText: this.#board.text, generation: this.#generation },
      problems: [...this.#folderProblems, ...this.#board.problems, ...[...this.#files.values()].flatMap(({ problems }) => problems)],
    };
    return this.#answer;
  }

  #forget(): void {
    this.#seen.clear();
    this.#board = noBoard;
    this.#folderProblems = [];
    this.#changed();
  }

  /** Whoever has an answer keeps its files as they were. */
  #changed(): void {
    this.#files = new Map([...this.#seen.values()].map(({ file }) => [file.key, file]));
    this.#answer = null;
    this.#generation += 1;
  }

  async #lookAtAll(folder: string): Promise<void> {
    this.#lastLookMs = this.#now();
    const names = readdirSync(folder)
      .filter((name) => isPlanFile(name))
      .sort();
    const known = new Set(names);
    const gone = [...this.#seen.keys()].filter((name) => !known.has(name));
    const tooMany =
      names.length > mostFiles ? [problem("", 0, `${planPath} has more than ${mostFiles} files: the others are not read`)] : [];
    if (tooMany.length !== this.#folderProblems.length) this.#answer = null;
    this.#folderProblems = tooMany;
    this.#isWhole = tooMany.length === 0;
    const hasBoard = known.has(boardFileName);
    await this.#look(folder, [...gone, ...(hasBoard ? [] : [boardFileName]), ...names.slice(0, mostFiles)]);
  }

  async #look(folder: string, names: Iterable<string>): Promise<void> {
    let sliceFrom = performance.now();
    let isChanged = false;
    let bytes = [...this.#seen.values()].reduce((sum, { size }) => sum + size, 0);
    for (const name of names) {
      if (!isPlanFile(name)) continue;
      const facts = lstatSync(join(folder, name), { throwIfNoEntry: false });
      const version = facts === undefined ? "" : `${facts.mtimeMs} ${facts.ctimeMs} ${facts.size} ${facts.ino}`;
      const former = name === boardFileName ? this.#board.version : (this.#seen.get(name)?.version ?? "");
      if (version === former) continue;
      isChanged = true;
      // One that is too large is not read, and takes no room from the others.
      const size = facts === undefined || facts.size > mostBytesOfFile ? 0 : facts.size;
      bytes += size - (this.#seen.get(name)?.size ?? 0);
      const isYoung = facts !== undefined && this.#now() - facts.mtimeMs < youngMs;
      const kept = isYoung ? "young" : version;
      if (name === boardFileName) this.#board = facts === undefined ? noBoard : readBoard(folder, kept);
      else if (facts === undefined) this.#seen.delete(name);
      else this.#seen.set(name, { version: kept, size, file: readFile(folder, name, facts.mtimeMs, bytes > mostBytes) });
      if (performance.now() - sliceFrom > sliceMs) {
        await nextTurn();
        sliceFrom = performance.now();
      }
    }
    if (isChanged) this.#changed();
  }
}

const noBoard = { version: "", text: null, columns: usualColumns, problems: [] };

function readBoard(folder: string, version: string) {
  const read = readPlanFile(folder, boardFileName);
  const columns = read.ok && read.value !== null ? readColumns(read.value.text) : null;
  if (read.ok && columns?.ok === true) return { version, text: read.value?.text ?? null, columns: columns.value, problems: [] };
  const fault: TextFault = !read.ok ? read.failure : columns?.ok === false ? columns.failure : { line: 0, message: "it is gone" };
  return { version, text: null, columns: usualColumns, problems: [problem(boardFileName, fault.line, fault.message)] };
}

function readFile(folder: string, name: string, changedAt: number, isTooMuch: boolean): PlanFile {
  const key = name.slice(0, -".md".length);
  const file = (item: ReadItem | null, faults: readonly TextFault[]): PlanFile => ({
    ...{ key, item, changedAt: Math.round(changedAt) },
    problems: faults.map(({ line, message }) => problem(name, line, message)),
  });
  if (isTooMuch) return file(null, [{ line: 0, message: "the plan's files are larger than 256 MiB together: it is not read" }]);
  const read = readPlanFile(folder, name);
  if (!read.ok) return file(null, [read.failure]);
  if (read.value === null) return file(null, [{ line: 0, message: "it cannot be read: its name is no UTF-8" }]);
  const item = readItem(read.value.text);
  return item.ok ? file(item.value, item.value.faults) : file(null, [item.failure]);
}

function problem(name: string, line: number, message: string): PlanProblem {
  return { path: name === "" ? planPath : `${planPath}/${name}`, line, message };
}
