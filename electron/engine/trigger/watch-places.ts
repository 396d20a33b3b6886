import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** One command of git, or one save of an editor, changes several files in several moves. */
const quietMs = 250;

/**
 * Calls `onChange` soon after one of the files changed, appeared or vanished. Their folders are watched: files are mostly
 * replaced, and watching them themselves would end with that. One without a folder is left out. Returns the disposer.
 */
export function watchPlaces(files: readonly string[], onChange: () => void): () => void {
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | null = null;
  for (const [folder, paths] of Map.groupBy(files, dirname)) {
    const names = new Set(paths.map((path) => basename(path)));
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && !names.has(name)) return;
        if (timer === null) timer = setTimeout(onTime, quietMs).unref();
        else timer.refresh();
      });
      watcher.on("error", () => watcher.close());
      watchers.push(watcher);
    } catch {
      // It is not there, or the system has no watch left: looking now and then goes on.
    }
  }
  function onTime(): void {
    timer = null;
    onChange();
  }
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
