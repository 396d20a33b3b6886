import { open, rm } from "node:fs/promises";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { reasonOf } from "./read-pipeline-file.ts";

/** Why a new file could not be made. */
export type CreateFailure = Failure<"file-exists" | "file-unwritable" | "disk-full">;

/**
 * Creates a file that must not be there yet, whole or not at all: whoever made one a moment earlier keeps it, and a link
 * in its place is never written through.
 */
export async function createFile(path: string, text: string): Promise<Result<{ readonly path: string }, CreateFailure>> {
  let isOurs = false;
  try {
    const handle = await open(path, "wx");
    isOurs = true;
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return ok({ path });
  } catch (error) {
    if (isOurs) await rm(path, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return err(failure("file-exists", `${path} is there already.`, "Edit that file, or remove it and save again."));
    if (code === "ENOSPC" || code === "EDQUOT")
      return err(failure("disk-full", `${path} could not be written: the disk is full.`, "Make room and save again."));
    return err(failure("file-unwritable", `${path} could not be written: ${reasonOf(error)}.`, "Check that you may write to the folder."));
  }
}
