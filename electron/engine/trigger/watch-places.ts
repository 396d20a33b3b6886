import { type FSWatcher, watch } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Clock } from "../clock.ts";
import { changedAt } from "./changed-at.ts";

/** One command of git, or one save of an editor, changes several files in several moves. */
const quietMs = 250;

/**
 * Calls `onChange` soon after files changed, appeared or vanished, with when the first did, by its file system. Their folders
 * are watched: files are mostly replaced, and watching them themselves would end with that. One without a folder is left out.
 * Returns the disposer.
 */
export function watchPlaces(files: readonly string[], now: Clock, onChange: (changedAtMs: number) => void): () => void {
  const watchers: FSWatcher[] = [];
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let noticedAtMs = 0;
  let isClosed = false;
  for (const [folder, paths] of Map.groupBy(files, dirname)) {
    const names = new Set(paths.map((path) => basename(path)));
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && !names.has(name)) return;
        if (name !== null) changed.add(join(folder, name));
        if (timer !== null) timer.refresh();
        else {
          noticedAtMs = now();
          timer = setTimeout(() => void onTime(), quietMs).unref();
        }
      });
      watcher.on("error", () => watcher.close());
      watchers.push(watcher);
    } catch {
      // It is not there, or the system has no watch left: looking now and then goes on.
    }
  }
  async function onTime(): Promise<void> {
    timer = null;
    const places = [...changed];
    changed.clear();
    const changedAtMs = await changedAt(places, noticedAtMs);
    if (!isClosed) onChange(changedAtMs);
  }
  return () => {
    isClosed = true;
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
