import { statSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a stage ran. */
export interface StageFolders {
  /** The project's folder or a checkout of it, links followed. */
  readonly root: string;
  /** The same as it was called, when that is another name. */
  readonly calledRoot: string;
  /** Folders of its steps, relative to `root`. */
  readonly workingFolders: readonly string[];
}

/**
 * Makes paths that a report tells relative to the project, with `/`: absolute ones that are in it, and relative ones that
 * lead to a file from the project's folder or one that a step ran in. All others stay as the report has them.
 */
export function createPlacer({ root, calledRoot, workingFolders }: StageFolders): (file: string) => string {
  const known = new Map<string, string>();
  const roots = [...new Set([root, calledRoot])];

  function isFile(path: string): boolean {
    try {
      return statSync(join(root, path)).isFile();
    } catch {
      return false;
    }
  }
  function place(written: string): string {
    const file = written.startsWith("file://") ? pathOf(written) : written;
    if (isAbsolute(file)) {
      for (const folder of roots) {
        const inside = relative(folder, file);
        if (inside !== "" && !inside.startsWith("..") && !isAbsolute(inside)) return inside.split(sep).join("/");
      }
      return file;
    }
    const path = file.replaceAll("\\", "/");
    const found = ["", ...workingFolders]
      .map((folder) => posix.normalize(posix.join(folder, path)))
      .find((there) => !there.startsWith("..") && isFile(there));
    return found ?? file;
  }
  return (file) => {
    let placed = known.get(file);
    if (placed === undefined) {
      placed = place(file);
      // Reports of a hundred thousand files are not worth remembering.
      if (known.size < 10_000) known.set(file, placed);
    }
    return placed;
  };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
