import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { formatBytes } from "../../../shared/time.ts";
import type { ProblemCode } from "./problem.ts";

/** The pipeline's file, at the project's root. */
export const pipelineFileName = "millrace.yml";

/** A name that people write by habit; it would otherwise be passed over without a word. */
const misspelledFileName = "millrace.yaml";

/**
 * Some 5,000 stages. Reading blocks the process, and a hostile file needs about a second for each 64 KiB of nonsense.
 */
export const mostPipelineFileBytes = 512 * 1024;

/** The file's text; `missing` when there is none; else why it cannot be taken, with the line of the first bad byte or 0. */
export type PipelineFile =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly code: ProblemCode; readonly message: string; readonly line: number };

/**
 * Reads the pipeline's file without ever following a link out of its folder, waiting for a pipe or device, or taking in
 * more than {@link mostPipelineFileBytes}. A link to a file inside the folder is followed.
 */
export async function readPipelineFile(file: string): Promise<PipelineFile> {
  const name = basename(file);
  try {
    await lstat(file);
  } catch (error) {
    if (!isMissing(error)) return refuse("file-unreadable", `${name} cannot be read: ${reasonOf(error)}.`);
    return (await isMisspelled(file))
      ? refuse("file-misnamed", `${misspelledFileName} is not read: rename it to ${pipelineFileName}.`)
      : { kind: "missing" };
  }
  try {
    if (!(await staysInFolder(file))) {
      return refuse("file-outside", `${name} is a link to a file outside its folder, which is not read: put the file itself there.`);
    }
    return await readText(file, name);
  } catch (error) {
    if (isMissing(error)) return refuse("file-unreadable", `${name} is a link that leads nowhere: remove it, or create its target.`);
    return refuse("file-unreadable", `${name} cannot be read: ${reasonOf(error)}.`);
  }
}

async function staysInFolder(file: string): Promise<boolean> {
  const [target, folder] = await Promise.all([realpath(file), realpath(dirname(file))]);
  return target.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function readText(file: string, name: string): Promise<PipelineFile> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile()) return refuse("file-unreadable", `${name} is not a file: expected a text file in YAML.`);
    const buffer = Buffer.alloc(mostPipelineFileBytes + 1);
    let length = 0;
    for (let taken = -1; taken !== 0 && length < buffer.length; length += taken) {
      taken = (await handle.read(buffer, length, buffer.length - length)).bytesRead;
    }
    if (length > mostPipelineFileBytes) {
      const limit = formatBytes(mostPipelineFileBytes);
      return refuse("file-too-large", `${name} is larger than ${limit}: move long scripts into files of their own.`);
    }
    return decode(buffer.subarray(0, length), name);
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer, name: string): PipelineFile {
  if (isUtf8(bytes)) return { kind: "text", text: new TextDecoder().decode(bytes) };
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    line += 1;
    start = end + 1;
  }
  return refuse("not-utf8", `${name} is not in UTF-8: line ${line} has bytes that are no text. Save the file as UTF-8.`, line);
}

async function isMisspelled(file: string): Promise<boolean> {
  if (basename(file) !== pipelineFileName) return false;
  return lstat(join(dirname(file), misspelledFileName)).then(
    () => true,
    () => false,
  );
}

function refuse(code: ProblemCode, message: string, line = 0): PipelineFile {
  return { kind: "refused", code, message, line };
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** A system error in words that a person knows, its code where there are none. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "its links go in a circle";
    case "EISDIR":
      return "it is a folder";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    case "ENOSPC":
      return "the disk is full";
    case "EROFS":
      return "the disk is read-only";
    case "ENAMETOOLONG":
      return "its path is too long";
    default:
      return code ?? String(error);
  }
}
