import type { ProjectFolder } from "./project-folder.ts";

/**
 * The first of the usual names that is free, is empty, or was made by this build system before. Names are compared as on
 * systems that do not tell `BUILD` from `build`.
 */
export async function chooseOutputFolder(folder: ProjectFolder, names: readonly string[], marks: readonly string[]): Promise<string> {
  const present = new Map([...folder.entries.files, ...folder.entries.folders].map((name) => [name.toLowerCase(), name]));
  for (const name of names) {
    const same = present.get(name);
    if (same === undefined) return name;
    const entries = (same === name ? await folder.openFolder(name) : null)?.entries;
    if (entries === undefined) continue;
    const inside = new Set([...entries.files, ...entries.folders]);
    if (inside.size === 0 || marks.some((mark) => inside.has(mark))) return name;
  }
  return "build-millrace";
}
