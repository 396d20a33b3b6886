import { type FSWatcher, watch } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { minuteMs, secondMs } from "../../../shared/time.ts";
import type { Clock } from "../clock.ts";
import { findIgnored } from "../git/git.ts";
import { changedAt } from "./changed-at.ts";

/** A save of many files is over when nothing has happened for so long. */
const quietMs = 300;

/** A folder that never gets quiet is still looked at once in a while. */
const longestMs = 30 * secondMs;

/** More changed paths are not told apart: everything is looked at. */
const mostPaths = 1_000;

/** Folders that are read at once. */
const atOnce = 32;

/** How often to look where the system cannot watch everything. */
const lookMs = minuteMs;

/** Where the system watches a folder with all below it at once. */
const isDeep = process.platform === "darwin" || process.platform === "win32";

/** What a watch of saved files tells. */
export interface SaveListener {
  /** Files changed that git does not ignore; the first of them at `changedAtMs`, by its file system. Called without a change now and then. */
  onChange(changedAtMs: number): void;
  /** The system cannot watch all folders; `reason` says why. */
  onLimit(reason: string): void;
}

/**
 * Watches the files of a trusted repository's folder, without ignored ones and without repositories in it. A storm of
 * changes is told once, when it is over. Returns the disposer. The watch alone keeps no process alive.
 */
export function watchSaves(folder: string, now: Clock, listener: SaveListener): () => void {
  const saves = new SaveWatch(folder, now, listener);
  void saves.start();
  return () => saves.close();
}

class SaveWatch {
  readonly #folder: string;
  readonly #now: Clock;
  readonly #listener: SaveListener;
  /** By the folder's path relative to the watched one, with `/`; empty for that one itself. */
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = new Set<string>();
  #isOverflown = false;
  #firstAtMs = 0;
  #quiet: NodeJS.Timeout | null = null;
  #latest: NodeJS.Timeout | null = null;
  #regular: NodeJS.Timeout | null = null;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(folder: string, now: Clock, listener: SaveListener) {
    this.#folder = folder;
    this.#now = now;
    this.#listener = listener;
  }

  async start(): Promise<void> {
    if (isDeep) this.#watch("");
    else
      await this.#inTurn(async () => {
        await this.#walk([""]);
      });
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of [this.#quiet, this.#latest]) if (timer !== null) clearTimeout(timer);
    if (this.#regular !== null) clearInterval(this.#regular);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #inTurn(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => (this.#isClosed ? undefined : action()));
    return this.#work;
  }

  #onEvent(place: string, event: string, name: string | null): void {
    if (this.#isClosed) return;
    if (name === null) this.#isOverflown = true;
    else {
      const path = (place === "" ? name : `${place}/${name}`).replaceAll("\\", "/");
      if (/(^|\/)\.git(\/|$)/.test(path)) return;
      // The end of a watched folder is told by its own name, and so is a change of an entry that is called alike.
      if (!isDeep && event === "rename" && place !== "" && name === basename(place)) {
        this.#unwatch(place);
        this.#add(place);
      }
      this.#add(path);
    }
    if (this.#quiet !== null) this.#quiet.refresh();
    else {
      this.#firstAtMs = this.#now();
      this.#quiet = setTimeout(() => this.#settleSoon(), quietMs).unref();
      this.#latest = setTimeout(() => this.#settleSoon(), longestMs).unref();
    }
  }

  #add(path: string): void {
    if (this.#changed.size < mostPaths) this.#changed.add(path);
    else this.#isOverflown = true;
  }

  #settleSoon(): void {
    for (const timer of [this.#quiet, this.#latest]) if (timer !== null) clearTimeout(timer);
    this.#quiet = null;
    this.#latest = null;
    const known = [...this.#changed];
    const changed = this.#isOverflown ? null : known;
    const noticedAtMs = this.#firstAtMs;
    this.#changed = new Set();
    this.#isOverflown = false;
    void this.#inTurn(async () => {
      const meant = changed === null ? null : await this.#withoutIgnored(changed);
      if (!isDeep) await this.#follow(meant);
      if (meant?.length === 0) return;
      const places = (meant ?? known).map((path) => join(this.#folder, path));
      const changedAtMs = await changedAt(places, noticedAtMs);
      if (!this.#isClosed) this.#listener.onChange(changedAtMs);
    });
  }

  async #withoutIgnored(paths: readonly string[]): Promise<string[]> {
    const ignored = await findIgnored(this.#folder, paths);
    return paths.filter((path) => !ignored.has(path));
  }

  /** Watches folders that came, and lets go of those that went; all are looked at when nobody knows which changed. */
  async #follow(changed: readonly string[] | null): Promise<void> {
    if (changed === null || changed.some((path) => basename(path) === ".gitignore")) {
      const seen = await this.#walk([""]);
      for (const place of [...this.#watchers.keys()]) if (!seen.has(place)) this.#unwatch(place);
      return;
    }
    const folders: string[] = [];
    for (const path of changed) {
      const facts = await lstat(join(this.#folder, path)).catch(() => null);
      if (facts?.isDirectory()) folders.push(path);
      else if (facts === null) this.#unwatchBelow(path);
    }
    if (folders.length > 0) await this.#walk(folders);
  }

  /** Watches these folders and all below that git does not ignore, level by level; answers which they are. */
  async #walk(places: readonly string[]): Promise<Set<string>> {
    const seen = new Set<string>();
    for (let level = places; level.length > 0 && !this.#isClosed; ) {
      const below: string[] = [];
      for (let start = 0; start < level.length; start += atOnce) {
        const found = await Promise.all(level.slice(start, start + atOnce).map((place) => this.#enter(place)));
        for (const { place, folders } of found) {
          if (folders === null) continue;
          seen.add(place);
          below.push(...folders);
        }
      }
      level = await this.#withoutIgnored(below);
    }
    return seen;
  }

  /** Watches one folder first and reads it then, so that nothing falls between. `folders` is `null` when it is not watched. */
  async #enter(place: string): Promise<{ place: string; folders: string[] | null }> {
    this.#watch(place);
    const entries = await readdir(join(this.#folder, place), { withFileTypes: true }).catch(() => null);
    // A repository of its own has its own history, of which this one knows the commit only.
    if (entries === null || (place !== "" && entries.some(({ name }) => name === ".git"))) {
      this.#unwatch(place);
      return { place, folders: null };
    }
    const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== ".git");
    return { place, folders: folders.map(({ name }) => (place === "" ? name : `${place}/${name}`)) };
  }

  #watch(place: string): void {
    if (this.#isClosed || this.#watchers.has(place)) return;
    try {
      const watcher = watch(join(this.#folder, place), { persistent: false, recursive: isDeep }, (event, name) =>
        this.#onEvent(place, event, name),
      );
      watcher.on("error", () => this.#unwatch(place));
      this.#watchers.set(place, watcher);
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code;
      if (code === "ENOSPC" || code === "EMFILE") this.#lookRegularly();
    }
  }

  #lookRegularly(): void {
    if (this.#regular !== null) return;
    this.#regular = setInterval(() => this.#listener.onChange(this.#now()), lookMs).unref();
    this.#listener.onLimit(
      "The system has not enough watches for all folders (fs.inotify.max_user_watches): some are looked at once a minute.",
    );
  }

  #unwatch(place: string): void {
    this.#watchers.get(place)?.close();
    this.#watchers.delete(place);
  }

  #unwatchBelow(place: string): void {
    for (const watched of [...this.#watchers.keys()]) if (watched === place || watched.startsWith(`${place}/`)) this.#unwatch(watched);
  }
}
