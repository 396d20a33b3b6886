import { readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** Why a folder cannot be opened. */
export type FolderFailure = Failure<"folder-missing" | "folder-unreadable" | "not-a-folder">;

/** A folder below the one that is shown. */
export interface ListedFolder {
  readonly name: string;
  readonly path: string;
  readonly isRepository: boolean;
}

/** What the folder chooser shows. */
export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: ListedFolder[];
  readonly isTruncated: boolean;
}

/** More entries help nobody who chooses by eye; a path can be typed. */
const mostListedFolders = 2_000;

/**
 * The real, absolute path of a folder that can be read. `~` is the home folder; links are resolved, so that one folder
 * is one project however it was reached.
 */
export async function findFolder(path: string): Promise<Result<string, FolderFailure>> {
  const wanted = expandHome(path);
  if (!isAbsolute(wanted)) {
    return err(
      failure("folder-missing", `${JSON.stringify(path)} is not a full path.`, "Write it from the root, or from your home folder as ~/…"),
    );
  }
  try {
    const real = await realpath(wanted);
    if (!(await stat(real)).isDirectory())
      return err(failure("not-a-folder", `${wanted} is a file, not a folder.`, "Choose the folder that holds it."));
    await readdir(real);
    return ok(real);
  } catch (cause) {
    return err(folderFailure(wanted, cause));
  }
}

/** Whether a folder is there now. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The folders below `path` (default: home), hidden ones last, each with whether it looks like a git repository. */
export async function listFolders(path: string | undefined): Promise<Result<FolderListing, FolderFailure>> {
  const folder = await findFolder(path ?? homedir());
  if (!folder.ok) return folder;
  try {
    const entries = await readdir(folder.value, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map((entry) => entry.name);
    names.sort(hiddenLast);
    const listed = await Promise.all(names.slice(0, mostListedFolders).map((name) => describe(join(folder.value, name), name)));
    const parent = dirname(folder.value);
    return ok({
      path: folder.value,
      parent: parent === folder.value ? null : parent,
      folders: listed.filter((entry) => entry !== null),
      isTruncated: names.length > mostListedFolders,
    });
  } catch (cause) {
    return err(folderFailure(folder.value, cause));
  }
}

async function describe(path: string, name: string): Promise<ListedFolder | null> {
  if (!(await isFolder(path))) return null;
  const isRepository = await stat(join(path, ".git")).then(
    () => true,
    () => false,
  );
  return { name, path, isRepository };
}

function hiddenLast(left: string, right: string): number {
  return Number(left.startsWith(".")) - Number(right.startsWith(".")) || left.localeCompare(right);
}

function expandHome(path: string): string {
  if (path === "~") return homedir();
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : isAbsolute(path) ? resolve(path) : path;
}

function folderFailure(path: string, cause: unknown): FolderFailure {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EACCES" || code === "EPERM") {
    return failure(
      "folder-unreadable",
      `${path} cannot be read: permission denied.`,
      "Change the folder's permissions, or choose another one.",
    );
  }
  if (code === "ENOTDIR") return failure("not-a-folder", `${path} is a file, not a folder.`, "Choose the folder that holds it.");
  if (code === "ENOENT" && path.includes("\ufffd"))
    return failure("folder-missing", `${path} cannot be found: its name is not in UTF-8.`, "Rename the folder.");
  if (code === "ENOENT") return failure("folder-missing", `${path} is not there.`, "Check the path, or connect the disk that it is on.");
  return failure("folder-unreadable", `${path} cannot be read: ${code || String(cause)}.`, "Choose another folder.");
}
