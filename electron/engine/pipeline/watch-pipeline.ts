import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { findWatchedFolders } from "./detect/detect.ts";
import { isRelevantName } from "./detect/relevant-names.ts";
import { pipelineFileName } from "./read-pipeline-file.ts";

/** Editors write in several moves (write aside, rename over, set modes); one notice is enough for all of them. */
const quietMs = 100;

/** A folder that never gets quiet is still told about once in a while. */
const longestSilenceMs = 1_000;

/**
 * How often to look by hand: the system does not tell when the folder itself is replaced, and has no watches to give
 * sometimes. Two `stat` calls, so ten projects cost nothing to speak of.
 */
const lookEveryMs = 2_000;

/** Each watched folder takes one of the system's watches, which all programs share. */
const mostFolders = 60;

/**
 * Calls `listener` soon after anything changed that {@link loadPipeline} may see: the pipeline's file, and without one
 * the files that detection reads. It may be called without a difference, never left out. Goes on when the file is
 * deleted or renamed over, and when the folder vanishes and comes back. Returns the disposer; nothing is called after
 * it, and the watch alone keeps no process alive.
 */
export function watchPipeline(folder: string, listener: () => void): () => void {
  const watch = new PipelineWatch(folder, listener);
  void watch.look();
  return () => watch.close();
}

/** Which folder stands there, and which version of which file in it. */
interface Identity {
  readonly folder: string;
  readonly file: string;
}

class PipelineWatch {
  readonly #folder: string;
  readonly #listener: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #seen: Identity | null = null;
  #quiet: NodeJS.Timeout | null = null;
  #latest: NodeJS.Timeout | null = null;
  #nextLook: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(folder: string, listener: () => void) {
    this.#folder = folder;
    this.#listener = listener;
  }

  /** Looks once by hand, then again after a while. */
  async look(): Promise<void> {
    const seen = await this.#identify();
    if (this.#isClosed) return;
    const isReplaced = this.#seen !== null && this.#seen.folder !== seen.folder;
    const isChanged = this.#seen !== null && (isReplaced || this.#seen.file !== seen.file);
    if (isReplaced) this.#unwatchAll();
    if (this.#seen === null || isReplaced) await this.#watchFolders();
    this.#seen = seen;
    if (isChanged) this.#notice();
    if (!this.#isClosed) this.#nextLook = setTimeout(() => void this.look(), lookEveryMs).unref();
  }

  async #identify(): Promise<Identity> {
    const [folder, file] = await Promise.all([identify(this.#folder), identify(join(this.#folder, pipelineFileName))]);
    return { folder: folder.inode, file: `${folder.inode} ${file.inode} ${file.version}` };
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of [this.#quiet, this.#latest, this.#nextLook]) if (timer !== null) clearTimeout(timer);
    this.#unwatchAll();
  }

  /** Watches what detection looks at now; what was added since is added, what vanished went by itself. */
  async #watchFolders(): Promise<void> {
    const folders = await findWatchedFolders(this.#folder);
    if (this.#isClosed) return;
    for (const folder of folders.slice(0, mostFolders)) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // A new name anywhere may be a project of its own where the root is none.
        if (name === null || isRelevantName(name) || (event === "rename" && this.#watchers.size > 1)) this.#notice();
      });
      watcher.on("error", () => this.#unwatch(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // The folder vanished this instant, or the system has no watch left: looking by hand goes on.
    }
  }

  #unwatch(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #unwatchAll(): void {
    for (const folder of [...this.#watchers.keys()]) this.#unwatch(folder);
  }

  #notice(): void {
    if (this.#isClosed) return;
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#tell(), quietMs).unref();
    this.#latest ??= setTimeout(() => void this.#tell(), longestSilenceMs).unref();
  }

  async #tell(): Promise<void> {
    for (const timer of [this.#quiet, this.#latest]) if (timer !== null) clearTimeout(timer);
    this.#quiet = null;
    this.#latest = null;
    // What is told now is not told again by the next look; a replaced folder is left to it.
    const seen = await this.#identify();
    if (this.#isClosed) return;
    if (this.#seen?.folder === seen.folder) this.#seen = seen;
    // First of all: what changes in a new folder after the listener has read it is to be told, too.
    await this.#watchFolders();
    if (!this.#isClosed) this.#listener();
  }
}

async function identify(path: string): Promise<{ inode: string; version: string }> {
  const status = await stat(path, { bigint: true }).catch(() => null);
  if (status === null) return { inode: "none", version: "" };
  return { inode: `${status.dev}:${status.ino}`, version: `${status.mtimeNs}:${status.size}` };
}
