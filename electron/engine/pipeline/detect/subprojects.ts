import type { ProjectFolder } from "./project-folder.ts";

/** A bound on how far an unknown folder is searched. */
const mostFoldersLookedAt = 200;

/** More parts than a person wants proposed at once. */
const mostSubprojects = 8;

/** Folders that hold other people's code, results, or examples rather than the project. */
const uninterestingFolders = new Set(
  (
    "node_modules vendor third_party third-party external deps target build dist out bin obj venv env site-packages __pycache__ " +
    "examples example samples sample demo demos docs doc website fixtures testdata templates template benchmarks benchmark"
  ).split(" "),
);

/** Projects one level below a folder that is none itself, else two levels below. In the order of their names. */
export async function findSubprojects(
  root: ProjectFolder,
  isProject: (folder: ProjectFolder) => Promise<boolean>,
): Promise<ProjectFolder[]> {
  const found: ProjectFolder[] = [];
  let level: ProjectFolder[] = [root];
  let left = mostFoldersLookedAt;
  for (const _depth of [1, 2]) {
    const next: ProjectFolder[] = [];
    for (const parent of level) {
      for (const name of [...parent.entries.folders].sort()) {
        if (left === 0 || found.length === mostSubprojects) break;
        if (name.startsWith(".") || uninterestingFolders.has(name.toLowerCase())) continue;
        left -= 1;
        const folder = await parent.openFolder(name);
        if (folder === null) continue;
        if (await isProject(folder)) found.push(folder);
        else next.push(folder);
      }
    }
    if (found.length > 0) break;
    level = next;
  }
  if (left === 0) root.notes.push(`Only the first ${mostFoldersLookedAt} folders were looked at.`);
  if (found.length === mostSubprojects) root.notes.push(`Only the first ${mostSubprojects} projects in folders were taken.`);
  return found;
}
