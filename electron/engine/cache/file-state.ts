import { lstatSync } from "node:fs";

/** What can stand at a path. `other`: a pipe, a socket, a device. */
export type FileKind = "file" | "folder" | "link" | "other";

/** What the system says of a path, links not followed. Times are nanoseconds since 1970. */
export interface FileState {
  readonly kind: FileKind;
  readonly bytes: number;
  /** Permission bits only. */
  readonly mode: number;
  readonly inode: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
}

/** What the system says of a place; `null` when nothing is there. */
export function readState(place: string): FileState | null {
  let stats: ReturnType<typeof readStats>;
  try {
    stats = readStats(place);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  if (stats === undefined) return null;
  return {
    kind: kindOf(stats),
    bytes: Number(stats.size),
    mode: Number(stats.mode) & 0o777,
    inode: stats.ino,
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
  };
}

function readStats(place: string) {
  return lstatSync(place, { bigint: true, throwIfNoEntry: false });
}

/** The kind of something that was listed or looked at. */
export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

/** Whether an error only says that nothing is there: it went away, or a part of the path is no folder, or links in a circle. */
export function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP";
}
