import { type Failure, failure } from "../../../shared/result.ts";

/**
 * What can be wrong with the history's file, as told to a person:
 * `store-locked`: another program held it longer than we wait · `store-damaged`: its bytes are no sound database ·
 * `store-from-the-future`: a newer Millrace wrote it · `store-unavailable`: folder or file cannot be read or written ·
 * `disk-full`: there is no room for what had to be written, and nothing of it was.
 */
export type StoreFailure = Failure<"store-locked" | "store-damaged" | "store-from-the-future" | "store-unavailable" | "disk-full">;

/** The failure behind an error of SQLite or of the file system; `null` when it is a bug of ours, which must not be hidden. */
export function storeFailureOf(error: unknown, file: string): StoreFailure | null {
  const code = codeOf(error);
  if (code === null) return null;
  const why = error instanceof Error ? error.message : String(error);
  if (code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL" || code === "SQLITE_IOERR_SHMSIZE") {
    return failure("disk-full", `The disk with ${file} is full.`, "Make room on it, then try again.");
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return failure("store-locked", `Another program keeps ${file} locked.`, "Close programs that have the history open, then try again.");
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") {
    return failure(
      "store-damaged",
      `${file} is damaged: ${why}.`,
      "Start Millrace again: it sets the damaged file aside and begins a new one.",
    );
  }
  if (unavailable.some((prefix) => code.startsWith(prefix))) {
    return failure(
      "store-unavailable",
      `${file} cannot be read or written: ${why}.`,
      "Check the folder's owner and permissions, or set MILLRACE_HOME.",
    );
  }
  return null;
}

const unavailable = [
  ...["SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOLFS", "SQLITE_PROTOCOL"],
  ...["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "EIO", "ELOOP", "ENAMETOOLONG", "EMFILE", "ENFILE", "EISDIR", "EINVAL"],
];

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return error.code;
}
