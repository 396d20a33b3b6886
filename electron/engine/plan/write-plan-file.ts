import { randomBytes } from "node:crypto";
import { closeSync, fchmodSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type PlanFault, refused, stale, unwritable } from "./plan-fault.ts";
import { findPlan, planPath, readPlanFile } from "./plan-place.ts";

/** A file of the plan before and after; `null` where it is not there. */
export interface PlanWrite {
  /** Its name in the plan's folder. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Writes a file of the plan in one step, with the mode that it had. Refused when what lies there is another file than
 * `before`, a link, or anything else than a file.
 */
export function writePlanFile(projectFolder: string, { name, before, after }: PlanWrite): Result<undefined, PlanFault> {
  const path = `${planPath}/${name}`;
  const folder = openFolder(projectFolder, path);
  if (!folder.ok) return folder;
  const file = join(folder.value, name);
  try {
    const facts = lstatSync(file, { throwIfNoEntry: false });
    if (facts !== undefined && !facts.isFile()) return err(refused(`${path} is no file of its own, and is not written.`));
    const isSame = () => {
      const now = readPlanFile(folder.value, name);
      return now.ok && (now.value?.text ?? null) === before;
    };
    if (!isSame()) return err(stale(path));
    if (after === null) rmSync(file, { force: true });
    else if (!replace(folder.value, file, after, { mode: facts === undefined ? null : facts.mode & 0o777, isSame }))
      return err(stale(path));
    return ok(undefined);
  } catch (cause) {
    return err(unwritable(path, reasonOf(cause)));
  }
}

function openFolder(projectFolder: string, path: string): Result<string, PlanFault> {
  let place = findPlan(projectFolder);
  try {
    if (place.kind === "missing") {
      mkdirSync(join(projectFolder, planPath), { recursive: true });
      place = findPlan(projectFolder);
    }
  } catch (cause) {
    return err(unwritable(path, reasonOf(cause)));
  }
  if (place.kind === "there") return ok(place.folder);
  return err(refused(`${planPath} leads out of the project, and is not written.`, "Put a folder there in place of the link."));
}

/**
 * There whole or not at all, whoever is killed when; false when `isSame` says that another file lies there by now. Names
 * with a point at their begin are never read as items.
 */
function replace(folder: string, file: string, text: string, { mode, isSame }: { mode: number | null; isSame: () => boolean }): boolean {
  const draft = join(folder, `.${randomBytes(6).toString("hex")}.unfinished`);
  const descriptor = openSync(draft, "wx", mode ?? 0o666);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    // What a new file may not be, this one may have been.
    if (mode !== null) fchmodSync(descriptor, mode);
    fsyncSync(descriptor);
    closeSync(descriptor);
    // Until it is on the disk an editor may have saved its own.
    const isWritten = isSame();
    if (isWritten) renameSync(draft, file);
    else rmSync(draft, { force: true });
    return isWritten;
  } catch (cause) {
    try {
      closeSync(descriptor);
    } catch {
      // It was closed already.
    }
    rmSync(draft, { force: true });
    throw cause;
  }
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ...{ EACCES: "permission denied", EPERM: "permission denied", ENOSPC: "the disk is full", EROFS: "the disk is read-only" },
    ...{ ENOTDIR: "a file stands where its folder should be", EEXIST: "a file stands where its folder should be" },
  };
  return words[code ?? ""] ?? code ?? message;
}
