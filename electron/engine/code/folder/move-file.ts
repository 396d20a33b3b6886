import { constants } from "node:fs";
import { copyFile, cp, lstat, mkdir, readlink, rename, rm, rmdir, symlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Copies a file, or a link as a link, with its mode; on file systems that can, without its bytes. */
export async function copyEntry(from: string, to: string): Promise<void> {
  const facts = await lstat(from);
  if (facts.isSymbolicLink()) await symlink(await readlink(from), to);
  else await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

/** Moves a file, a link or a folder with all in it, also to another disk; what lies there as a file is replaced. */
export async function moveEntry(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EXDEV") throw cause;
    await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await rm(from, { recursive: true, force: true });
  }
}

/** Removes the folders above `path` that nothing is in any more, up to `top`, as git does. */
export async function removeEmptyFolders(path: string, top: string): Promise<void> {
  for (let folder = dirname(path); folder !== top && folder.startsWith(top); folder = dirname(folder)) {
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
