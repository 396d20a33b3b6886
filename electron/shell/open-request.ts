import { isAbsolute, resolve } from "node:path";

/** How a start of the application was called; also what a second start tells the first. */
export interface Invocation {
  /** Without the program, see {@link invocationOf}. */
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
}

/** How this process was called. Unpacked, Electron itself is the program and gets the application's folder first. */
export function invocationOf(argv: readonly string[], isPackaged: boolean, workingDirectory: string): Invocation {
  const given = argv.slice(1);
  const application = isPackaged ? -1 : given.findIndex((text) => !text.startsWith("-"));
  return { arguments: given.filter((_, index) => index !== application), workingDirectory };
}

/**
 * The folder that a start asks for, absolute; `null` without one. Whatever begins with a dash is for Chromium, which
 * also adds its own; after a lone `--` everything is a path.
 */
export function folderOf(invocation: Invocation): string | null {
  const end = invocation.arguments.indexOf("--");
  const after = end === -1 ? [] : invocation.arguments.slice(end + 1);
  const before = (end === -1 ? invocation.arguments : invocation.arguments.slice(0, end)).filter((text) => !text.startsWith("-"));
  const path = [...before, ...after].find((text) => text !== "" && !text.includes("\0"));
  return path === undefined ? null : resolve(invocation.workingDirectory, path);
}

/** Reads what a second start sent; `null` when it is not an {@link Invocation}. */
export function readInvocation(data: unknown): Invocation | null {
  if (typeof data !== "object" || data === null || !("arguments" in data) || !("workingDirectory" in data)) return null;
  const { arguments: list, workingDirectory } = data;
  if (!Array.isArray(list) || !list.every((text) => typeof text === "string") || typeof workingDirectory !== "string") return null;
  return { arguments: list, workingDirectory };
}

/**
 * The folder that a `millrace://open?path=/…` address asks for; `null` for any other address. Web pages can follow
 * such addresses, so that only an absolute path of this computer counts: opening a folder executes nothing from it.
 */
export function folderOfUrl(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== "millrace:" || url.host !== "open") return null;
  const path = url.searchParams.get("path");
  if (path === null || path.includes("\0") || !isAbsolute(path) || /^[\\/]{2}/.test(path)) return null;
  return path;
}
