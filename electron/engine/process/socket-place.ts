import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** A path longer than this cannot be bound: the system's structure has 104 bytes on macOS, 108 on Linux. */
const maxSocketBytes = 103;

/**
 * A fresh place for a run host's socket: in a folder that only this person may enter, because whoever connects may
 * cancel. Short, because the system limits it. A name of its own kind on Windows.
 */
export function newSocketPlace(environment: NodeJS.ProcessEnv): Result<string, Failure<"no-socket-folder">> {
  const name = randomBytes(6).toString("hex");
  if (process.platform === "win32") return ok(`\\\\.\\pipe\\millrace-${name}`);
  const own = `millrace-${process.getuid?.() ?? 0}`;
  const folders = [
    environment.XDG_RUNTIME_DIR ? join(environment.XDG_RUNTIME_DIR, "millrace") : "",
    join(tmpdir(), own),
    join("/tmp", own),
  ];
  let reason = "";
  for (const folder of folders) {
    if (folder === "" || Buffer.byteLength(join(folder, name)) > maxSocketBytes) continue;
    reason = refuse(folder);
    if (reason === "") return ok(join(folder, name));
  }
  return err(
    failure(
      "no-socket-folder",
      `No folder for the run's socket can be used: ${reason}.`,
      "Set XDG_RUNTIME_DIR to a short folder of your own.",
    ),
  );
}

/**
 * A free name for what a stage of the run behind `mark` keeps out of the data folder: beside the host's socket and named
 * after it, so that it can be found when the host was killed. A folder of that name, not a socket, may be made there.
 */
export function newPlaceBeside(mark: string, environment: NodeJS.ProcessEnv): Result<string, Failure<"no-socket-folder">> {
  const place = newSocketPlace(environment);
  if (!place.ok) return place;
  const folder = process.platform === "win32" ? tmpdir() : dirname(place.value);
  return ok(join(folder, `${prefixOf(mark.slice(mark.lastIndexOf("@") + 1))}${randomBytes(4).toString("hex")}`));
}

/** Takes away what stages have left beside the socket of a host that does not live any more. */
export function removePlacesBeside(socket: string): void {
  const folder = process.platform === "win32" ? tmpdir() : dirname(socket);
  const prefix = prefixOf(basename(socket));
  for (const name of namesIn(folder)) if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true });
}

function prefixOf(socketName: string): string {
  return `${socketName}.`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not there any more, and nothing in it.
    return [];
  }
}

/** Makes the folder; empty when it is this person's alone, else why it is not good. */
function refuse(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (!found.isDirectory()) return `${folder} is no folder`;
    if (found.uid !== process.getuid?.()) return `${folder} belongs to somebody else`;
    if ((found.mode & 0o077) !== 0) return `${folder} is open to others`;
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
