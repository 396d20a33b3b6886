import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { err, ok, type Result } from "../../../shared/result.ts";
import { boardFileName } from "./columns.ts";
import type { TextFault } from "./layout.ts";

/** Where the plan lies in a project, with `/`. */
export const planPath = ".millrace/plan";

/** What is larger is not read: an item is text that a person wrote. */
export const mostBytesOfFile = 1024 * 1024;

/** The folder of a project's plan: `missing`, or `outside` when a link leads out of the project. */
export type PlanPlace = { readonly kind: "there"; readonly folder: string } | { readonly kind: "missing" | "outside" };

/** Finds the folder of the plan, and never follows a link out of the project. */
export function findPlan(projectFolder: string): PlanPlace {
  try {
    const top = realpathSync(projectFolder);
    const folder = realpathSync(join(top, planPath));
    return folder.startsWith(top.endsWith(sep) ? top : top + sep) ? { kind: "there", folder } : { kind: "outside" };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    return { kind: code === "ENOENT" || code === "ENOTDIR" ? "missing" : "outside" };
  }
}

/** Whether a file of the plan's folder is one of the plan by its name: others are an editor's, or somebody else's. */
export function isPlanFile(name: string): boolean {
  return name === boardFileName || (name.endsWith(".md") && name.length > 3 && !name.startsWith("."));
}

/** All of these, as patterns of git in the project's folder. */
export const planPatterns = { items: `${planPath}/[!.]*.md`, board: `${planPath}/board.yml` };

/** A file of the plan as it lies there. */
export interface PlanBytes {
  readonly bytes: Buffer;
  readonly text: string;
  readonly mode: number;
}

/** Reads a file of the plan: a plain one, in UTF-8, not too large. `null` when there is none. Never waits for a pipe. */
export function readPlanFile(folder: string, name: string): Result<PlanBytes | null, TextFault> {
  let descriptor: number;
  try {
    descriptor = openSync(join(folder, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return ok(null);
    return err({ line: 0, message: code === "ELOOP" ? "it is a link, which is not followed" : `it cannot be read (${code})` });
  }
  try {
    const facts = fstatSync(descriptor);
    if (!facts.isFile()) return err({ line: 0, message: "it is no file" });
    if (facts.size > mostBytesOfFile) return err({ line: 0, message: "it is larger than 1 MiB, and is not read" });
    // It may grow while it is read.
    const buffer = Buffer.allocUnsafe(facts.size + 1);
    let length = 0;
    for (let taken = -1; taken !== 0 && length < buffer.length; length += taken) {
      taken = readSync(descriptor, buffer, length, buffer.length - length, null);
    }
    const bytes = buffer.subarray(0, length);
    if (!isUtf8(bytes)) return err({ line: lineOfNoText(bytes), message: "it is not in UTF-8" });
    return ok({ bytes, text: bytes.toString("utf8"), mode: facts.mode & 0o777 });
  } catch (cause) {
    return err({ line: 0, message: `it cannot be read (${(cause as NodeJS.ErrnoException).code})` });
  } finally {
    closeSync(descriptor);
  }
}

function lineOfNoText(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    line += 1;
    start = end + 1;
  }
  return line;
}
