import { glob } from "node:fs/promises";
import { sep } from "node:path";
import { openGit } from "./gateway.ts";

/** So many files are looked for where git does not tell them. */
const mostFiles = 200_000;

/** What holds other people's files. */
const strangeFolders = new Set([".git", "node_modules", ".venv", "target", "vendor"]);

/**
 * Paths of a trusted folder's files, relative to it, with `/`: those that git knows and new ones, but none that are ignored.
 * Where git does not tell, all that are there, without the folders of packages.
 */
export async function listProjectFiles(folder: string): Promise<string[]> {
  const git = await openGit(folder, { isTrusted: true });
  const listed = git.ok ? await git.value.run(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]) : git;
  if (listed.ok) return [...new Set(listed.value.split("\0").filter((path) => path !== ""))];
  const paths: string[] = [];
  const exclude = (name: string) => strangeFolders.has(name.slice(name.lastIndexOf(sep) + 1));
  for await (const path of glob("**/*", { cwd: folder, exclude })) {
    paths.push(path.split(sep).join("/"));
    if (paths.length >= mostFiles) break;
  }
  return paths;
}
