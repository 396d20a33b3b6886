import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Clock } from "../../clock.ts";
import { gitWatchPaths } from "../../git/git.ts";
import { watchPipeline } from "../../pipeline/pipeline.ts";
import { watchSaves } from "../../trigger/trigger.ts";
import type { NoticeListener } from "../notices.ts";

/** Git writes its index several times within one command. */
const settleMs = 150;

/** Watches the folders that windows look at. */
export interface FolderWatch {
  /** From now on changes of the pipeline's files and of git's state there are announced. Asking again costs nothing. */
  watch(id: ProjectId, folder: string): void;
  /**
   * From now on saved files of this trusted folder are announced, too. Of one folder at a time, the last one asked for: all
   * folders in it that git does not ignore are watched.
   */
  watchFiles(id: ProjectId, folder: string): void;
  close(): void;
}

/** Announces changed pipelines and working trees. Watching never keeps a process alive by itself. */
export function createFolderWatch(announce: NoticeListener, now: Clock): FolderWatch {
  const watched = new Map<ProjectId, { folder: string; stop: () => void }>();
  let files: { id: ProjectId; folder: string; stop: () => void } | null = null;
  return {
    watch: (id, folder) => {
      const known = watched.get(id);
      if (known?.folder === folder) return;
      known?.stop();
      const stopPipeline = watchPipeline(folder, () => announce({ type: "pipeline.changed", projectId: id }));
      const stopGit = watchGit(folder, () => announce({ type: "working-tree.changed", projectId: id }));
      watched.set(id, {
        folder,
        stop: () => {
          stopPipeline();
          stopGit();
        },
      });
    },
    watchFiles: (id, folder) => {
      if (files?.id === id && files.folder === folder) return;
      files?.stop();
      const onChange = () => announce({ type: "working-tree.changed", projectId: id });
      files = { id, folder, stop: watchSaves(folder, now, { onChange, onLimit: () => {} }) };
    },
    close: () => {
      files?.stop();
      for (const { stop } of watched.values()) stop();
      watched.clear();
    },
  };
}

/** Watches the folders of HEAD, the index and HEAD's log: git replaces these files, so watching them themselves would end with the first change. */
function watchGit(folder: string, onChange: () => void): () => void {
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const settle = () => {
    timer ??= setTimeout(() => {
      timer = null;
      onChange();
    }, settleMs);
  };
  void gitWatchPaths(folder).then((paths) => {
    if (isStopped) return;
    const namesByFolder = Map.groupBy(paths, dirname);
    for (const [place, files] of namesByFolder) {
      const names = new Set(files.map((file) => basename(file)));
      try {
        const watcher = watch(place, { persistent: false }, (_, name) => {
          if (name === null || names.has(name)) settle();
        });
        watcher.on("error", () => watcher.close());
        watchers.push(watcher);
      } catch {
        // A repository without a reflog has no such folder; the other files tell of most changes.
      }
    }
  });
  return () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
