import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { access, open, opendir, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";

/** More than any manifest or build file that a person wrote. */
const mostFileBytes = 1024 * 1024;

/** More names than a folder that people keep by hand has; beyond it the rest is not looked at. */
const mostEntries = 5_000;

/** Names are shown, and some stand in commands; control characters and separators of other systems never belong there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
const oddName = /[\u0000-\u001f\u007f\\]/;

/** What stands in a folder, by name. Links are among both when they stay inside the project. */
export interface FolderEntries {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

/** What all folders of one look at a project share. */
interface Search {
  readonly root: string;
  readonly notes: string[];
}

/**
 * A folder of a project as detection may see it: names and small text files, never followed out of the project, nothing
 * executed, everything bounded. What had to be passed over is told in {@link ProjectFolder.notes}.
 */
export class ProjectFolder {
  /** Relative to the project, with `/`; empty for the project's own folder. */
  readonly place: string;
  readonly entries: FolderEntries;
  /** Absolute, with all links followed. */
  readonly path: string;
  readonly #search: Search;

  private constructor(search: Search, path: string, place: string, entries: FolderEntries) {
    this.#search = search;
    this.path = path;
    this.place = place;
    this.entries = entries;
  }

  /** The folder's own name. */
  get name(): string {
    return basename(this.path);
  }

  /** What was passed over, and why; shared by all folders of one search. */
  get notes(): string[] {
    return this.#search.notes;
  }

  /** Opens a project's own folder; `null` when it is missing, unreadable or no folder. */
  static async open(path: string): Promise<ProjectFolder | null> {
    const root = await realpath(path).catch(() => null);
    if (root === null) return null;
    const search: Search = { root, notes: [] };
    const entries = await readEntries(search, root, "");
    return entries === null ? null : new ProjectFolder(search, root, "", entries);
  }

  /** A folder inside this one; `null` when there is none that can be read inside the project. */
  async openFolder(relativePath: string): Promise<ProjectFolder | null> {
    const place = this.placeOf(relativePath);
    if (place.split("/").includes("..")) return null;
    const path = await this.#resolveInside(relativePath);
    if (path === null) return null;
    const entries = await readEntries(this.#search, path, place);
    return entries === null ? null : new ProjectFolder(this.#search, path, place, entries);
  }

  /** Whether a file of this name stands here. */
  hasFile(name: string): boolean {
    return this.entries.files.has(name);
  }

  /** Whether a folder of this name stands here. */
  hasFolder(name: string): boolean {
    return this.entries.folders.has(name);
  }

  /** The first of these files that stands here. */
  firstFile(...names: string[]): string | null {
    return names.find((name) => this.hasFile(name)) ?? null;
  }

  /** How a file or folder of this one is named from the project's folder. */
  placeOf(relativePath: string): string {
    return this.place === "" ? relativePath : `${this.place}/${relativePath}`;
  }

  /** The text of a file; `null`, with a note unless it is just missing, when it cannot or may not be read. */
  async readText(relativePath: string): Promise<string | null> {
    const path = await this.#resolveInside(relativePath);
    if (path === null) return null;
    const outcome = await readBounded(path).catch(() => "it cannot be read");
    if (typeof outcome !== "string") return outcome.text;
    this.notes.push(`${this.placeOf(relativePath)} was passed over: ${outcome}.`);
    return null;
  }

  /** Whether the system would run the file; what is not marked so is started through its interpreter. */
  async isExecutable(name: string): Promise<boolean> {
    return access(join(this.path, name), constants.X_OK).then(
      () => true,
      () => false,
    );
  }

  async #resolveInside(relativePath: string): Promise<string | null> {
    const path = await realpath(join(this.path, relativePath)).catch(() => null);
    return path !== null && isInside(this.#search.root, path) ? path : null;
  }
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function readEntries(search: Search, path: string, place: string): Promise<FolderEntries | null> {
  const files = new Set<string>();
  const folders = new Set<string>();
  try {
    const directory = await opendir(path);
    let count = 0;
    for await (const entry of directory) {
      count += 1;
      if (count > mostEntries) {
        search.notes.push(`${place === "" ? "The folder" : place} has more than ${mostEntries} entries: the rest was not looked at.`);
        break;
      }
      if (oddName.test(entry.name)) continue;
      if (entry.isFile()) files.add(entry.name);
      else if (entry.isDirectory()) folders.add(entry.name);
      else if (entry.isSymbolicLink()) await addLink(search.root, join(path, entry.name), entry.name, files, folders);
    }
    return { files, folders };
  } catch {
    // Missing, no folder, or not readable: to detection it is simply not there.
    return null;
  }
}

async function addLink(root: string, path: string, name: string, files: Set<string>, folders: Set<string>): Promise<void> {
  const target = await realpath(path).catch(() => null);
  if (target === null || !isInside(root, target)) return;
  const directory = await opendir(target).catch(() => null);
  if (directory === null) files.add(name);
  else {
    await directory.close();
    folders.add(name);
  }
}

/** The text, or the reason why not. Opening does not wait for a pipe's other end. */
async function readBounded(path: string): Promise<{ text: string } | string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile()) return "it is not a file";
    if (status.size > mostFileBytes) return "it is larger than 1 MiB";
    const buffer = Buffer.alloc(status.size);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const bytes = buffer.subarray(0, bytesRead);
    return isUtf8(bytes) ? { text: new TextDecoder().decode(bytes) } : "it is not in UTF-8";
  } finally {
    await handle.close();
  }
}
