import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { type FileKind, type FileState, isAbsence, kindOf, readState } from "./file-state.ts";
import { compileGlob, type GlobPattern } from "./glob-pattern.ts";
import type { Pace } from "./pace.ts";
import type { Trace } from "./trace.ts";

/** What patterns matched. Paths are relative to the project, with `/`; the order is that of their text. */
export interface FoundFiles {
  readonly items: ReadonlyMap<string, FileKind>;
  /** A matched link to a folder outside of the project; `null` without one, and when it was not asked for. */
  readonly outside: string | null;
}

/** How to look for files. */
export interface FindOptions {
  readonly pace: Pace;
  /** Whether what links lead to, inside the project, is found as well. */
  readonly followsLinks: boolean;
  /** Whether to say what leads out of the project. */
  readonly tellsOutside?: boolean;
  /** Paths that are not found, whatever matches them; a folder's stands for all in it. */
  readonly isLeftOut?: (path: string) => boolean;
}

interface Listed {
  readonly name: string;
  readonly kind: FileKind;
}

/**
 * The project's folder as it was when first looked at. Stages of one run that share inputs share one walk; `forget`
 * makes the next question look again.
 */
export class ProjectTree {
  /** Without links. */
  readonly root: string;
  readonly #prefix: string;
  readonly #leftOut: ReadonlySet<string>;
  readonly #folders: Map<string, readonly Listed[]>;
  readonly #states: Map<string, FileState | null>;
  readonly #trace: Trace | null;

  /**
   * Neither the data folder, when it lies in the project, nor what restoring leaves for a moment is ever looked at. With
   * `shared` it remembers what that tree does, and notes in `trace` what is looked at.
   */
  constructor(projectPath: string, dataFolder: string, shared: ProjectTree | null = null, trace: Trace | null = null) {
    this.#trace = trace;
    this.root = shared?.root ?? realpathSync(projectPath);
    this.#prefix = this.root.endsWith(sep) ? this.root : this.root + sep;
    this.#folders = shared === null ? new Map() : shared.#folders;
    this.#states = shared === null ? new Map() : shared.#states;
    this.#leftOut = shared === null ? new Set([restoringFolder, this.inside(dataFolder) ?? ""]) : shared.#leftOut;
  }

  /** The same tree for one question, which notes what it looks at. */
  traced(trace: Trace): ProjectTree {
    return new ProjectTree(this.root, "", this, trace);
  }

  forget(): void {
    this.#folders.clear();
    this.#states.clear();
  }

  /** Where a path of the project is. */
  place(path: string): string {
    // Not `join`, which takes the path apart and together again, thousands of times. Windows takes "/" as well.
    return path === "" ? this.root : this.#prefix + path;
  }

  /** The path in the project of something on the disk, links followed; `null` when it is outside or not there. */
  inside(place: string): string | null {
    if (this.#trace !== null) this.#trace.isWhole = false;
    try {
      const real = realpathSync(place);
      if (real !== this.root && !real.startsWith(this.#prefix)) return null;
      return relative(this.root, real).split(sep).join("/");
    } catch {
      return null;
    }
  }

  /** `null` when nothing is there. */
  state(path: string): FileState | null {
    let state = this.#states.get(path);
    if (state === undefined) {
      state = readState(this.place(path));
      this.#states.set(path, state);
    }
    this.#trace?.seen.set(path, state);
    return state;
  }

  linkTarget(path: string): string {
    return readlinkSync(this.place(path));
  }

  async find(patterns: readonly string[], options: FindOptions): Promise<FoundFiles> {
    const search = new Search(this, this.#leftOut, options);
    for (const pattern of patterns) for (const alternative of compileGlob(pattern)) await search.walk("", alternative, 0);
    const sorted = [...search.items].sort(([left], [right]) => (left < right ? -1 : 1));
    return { items: new Map(sorted), outside: search.outside };
  }

  /** Sorted by name, so that every walk takes the same way; nothing for what cannot be read. */
  list(folder: string): readonly Listed[] {
    // Before it is read: what comes in meanwhile then looks like a change.
    if (this.#trace !== null) this.state(folder);
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const listed = readFolder(this.place(folder));
    this.#folders.set(folder, listed);
    return listed;
  }
}

/** Where files stand, in the project, between being copied and being put in their places. */
export const restoringFolder = ".millrace/restoring";

class Search {
  readonly items = new Map<string, FileKind>();
  outside: string | null = null;
  readonly #tree: ProjectTree;
  readonly #leftOut: ReadonlySet<string>;
  readonly #options: FindOptions;
  readonly #taken = new Set<string>();
  readonly #walked = new Set<string>();

  constructor(tree: ProjectTree, leftOut: ReadonlySet<string>, options: FindOptions) {
    this.#tree = tree;
    this.#leftOut = leftOut;
    this.#options = options;
  }

  /** Goes on from a folder with the segments from number `at`. */
  async walk(folder: string, pattern: GlobPattern, at: number): Promise<void> {
    if (this.#options.pace.isDue) await this.#options.pace.rest();
    const segment = pattern[at];
    if (segment === undefined) return this.#take(folder, "folder");
    switch (segment.kind) {
      case "name": {
        const path = below(folder, segment.name);
        const state = this.#tree.state(path);
        if (state !== null) await this.#goOn(path, state.kind, pattern, at + 1);
        return;
      }
      case "match":
        for (const { name, kind } of this.#tree.list(folder)) {
          if (segment.fits(name)) await this.#goOn(below(folder, name), kind, pattern, at + 1);
        }
        return;
      case "depth":
        if (at === pattern.length - 1) return this.#take(folder, "folder");
        await this.walk(folder, pattern, at + 1);
        for (const { name, kind } of this.#tree.list(folder)) {
          const path = below(folder, name);
          if (kind === "folder" && !name.startsWith(".") && !this.#isLeftOut(path)) await this.walk(path, pattern, at);
        }
    }
  }

  async #goOn(path: string, kind: FileKind, pattern: GlobPattern, at: number): Promise<void> {
    if (this.#isLeftOut(path)) return;
    // A file by its own name is also what stands "at any depth" below it, unless it was itself looked for at any depth:
    // Node's glob has it so.
    const isByName =
      at === pattern.length - 1 && pattern[at - 1]?.kind === "name" && pattern.findIndex(({ kind }) => kind === "depth") === at;
    if (at === pattern.length || isByName) return this.#take(path, kind);
    if (kind === "folder") return this.walk(path, pattern, at);
    if (kind !== "link" || !this.#options.followsLinks) return;
    const target = this.#follow(path);
    if (target === null || this.#tree.state(target)?.kind !== "folder") return;
    this.items.set(path, "link");
    // Links may lead in circles.
    const step = `${target}\0${at}`;
    if (this.#walked.has(step)) return;
    this.#walked.add(step);
    await this.walk(target, pattern, at);
  }

  /** What a link leads to inside the project. */
  #follow(path: string): string | null {
    const target = this.#tree.inside(this.#tree.place(path));
    return target === null || this.#isLeftOut(target) ? null : target;
  }

  async #take(path: string, kind: FileKind): Promise<void> {
    if (this.#taken.has(path)) return;
    this.#taken.add(path);
    if (path !== "") this.items.set(path, kind);
    if (kind === "folder") {
      if (this.#options.pace.isDue) await this.#options.pace.rest();
      for (const listed of this.#tree.list(path)) {
        const child = below(path, listed.name);
        if (this.#isLeftOut(child)) continue;
        if (listed.kind === "file") this.items.set(child, "file");
        else await this.#take(child, listed.kind);
      }
    } else if (kind === "link") await this.#takeLink(path);
  }

  async #takeLink(path: string): Promise<void> {
    const { followsLinks, tellsOutside = false } = this.#options;
    if (!followsLinks && !tellsOutside) return;
    const place = this.#tree.place(path);
    const target = this.#follow(path);
    if (target === null) {
      if (tellsOutside && leadsToFolder(place) && this.#tree.inside(place) === null) this.outside ??= path;
    } else if (followsLinks) {
      const state = this.#tree.state(target);
      if (state !== null && target !== "") await this.#take(target, state.kind);
    }
  }

  #isLeftOut(path: string): boolean {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return name === ".git" || this.#leftOut.has(path) || (this.#options.isLeftOut?.(path) ?? false);
  }
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function readFolder(place: string): Listed[] {
  try {
    const entries = readdirSync(place, { withFileTypes: true });
    const listed = entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    return listed.sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function leadsToFolder(place: string): boolean {
  const target = readTarget(place);
  return target !== null && readState(target)?.kind === "folder";
}

function readTarget(place: string): string | null {
  try {
    return realpathSync(place);
  } catch {
    return null;
  }
}
