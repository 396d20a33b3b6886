import type { Git } from "../../git/git.ts";
import { readBlob, type TreeFile, textOf } from "../repository/release-git.ts";
import { isLockFile, type LockFile } from "./sbom.ts";

/** Folders whose lock files are about something else than what is released. */
const passedOver = /(^|\/)(node_modules|vendor|tests?|__tests__|fixtures|testdata|examples?|\.[^/]+)\//;

/** A hostile repository may have any number of them; nobody else has that many. */
const mostLockFiles = 100;

/** The lock files of a commit: those of the project, and not of its examples and of files for its tests. */
export async function readLocks(git: Git, commit: string, tree: readonly TreeFile[]): Promise<LockFile[]> {
  const paths = tree.map(({ path }) => path).filter((path) => isLockFile(path) && !passedOver.test(path));
  const locks: LockFile[] = [];
  for (const path of paths.slice(0, mostLockFiles)) locks.push({ path, text: textOf(await readBlob(git, commit, path)) ?? "" });
  return locks;
}
