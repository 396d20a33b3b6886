import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** A place in a file, as a person clicks it in a log. */
export interface EditorTarget {
  /** Absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A program with its words, started without a shell: a file name can never become a command. */
export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
}

/** Editors that open a file at a line, in the order in which they are tried. Terminal editors have no window to show. */
const knownEditors: readonly { readonly program: string; readonly args: readonly string[] }[] = [
  { program: "code", args: ["--goto", "{file}:{line}:{column}"] },
  { program: "cursor", args: ["--goto", "{file}:{line}:{column}"] },
  { program: "codium", args: ["--goto", "{file}:{line}:{column}"] },
  { program: "zed", args: ["{file}:{line}:{column}"] },
  { program: "subl", args: ["{file}:{line}:{column}"] },
  { program: "idea", args: ["--line", "{line}", "--column", "{column}", "{file}"] },
  { program: "webstorm", args: ["--line", "{line}", "--column", "{column}", "{file}"] },
  { program: "kate", args: ["--line", "{line}", "--column", "{column}", "{file}"] },
  { program: "gedit", args: ["+{line}:{column}", "{file}"] },
];

const systemOpeners: Partial<Record<NodeJS.Platform, ProgramCall>> = {
  darwin: { program: "open", args: ["{file}"] },
  win32: { program: "explorer", args: ["{file}"] },
};
const desktopOpener: ProgramCall = { program: "xdg-open", args: ["{file}"] };

/**
 * The program that opens `target`: the person's own command line when it is set, else the first known editor that
 * `isInstalled`, else what the system opens files with. A failure when there is none of them.
 */
export function editorCall(
  commandLine: string,
  target: EditorTarget,
  isInstalled: (program: string) => boolean,
  platform: NodeJS.Platform,
): Result<ProgramCall, Failure<"editor-failed">> {
  const own = wordsOf(commandLine);
  const [program, ...args] = own;
  if (program !== undefined) {
    const hasPlace = own.some((word) => word.includes("{file}"));
    return ok(fill({ program, args: hasPlace ? args : [...args, "{file}"] }, target));
  }
  const opener = systemOpeners[platform] ?? desktopOpener;
  const chosen = knownEditors.find((editor) => isInstalled(editor.program)) ?? (isInstalled(opener.program) ? opener : null);
  if (chosen === null) {
    return err(
      failure(
        "editor-failed",
        `No editor was found for ${target.file}.`,
        "Name yours in Settings, such as code --goto {file}:{line}:{column}.",
      ),
    );
  }
  return ok(fill(chosen, target));
}

/** Finds a file named in a log: relative to the project, or absolute and inside it. Links that lead out are refused. */
export async function fileInProject(folder: string, path: string): Promise<Result<string, Failure<"not-found">>> {
  const wanted = isAbsolute(path) ? path : resolve(folder, path);
  const real = await realpath(wanted).catch(() => null);
  if (real === null || !(await stat(real)).isFile()) {
    return err(
      failure("not-found", `${path} is not in the project any more.`, "It may have been moved, or made by the run and cleaned up since."),
    );
  }
  const way = relative(await realpath(folder), real);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    return err(failure("not-found", `${path} is outside the project.`, "Only the project's own files are opened from here."));
  }
  return ok(real);
}

function fill(call: ProgramCall, target: EditorTarget): ProgramCall {
  const replace = (word: string) =>
    word
      .replaceAll("{line}", String(target.line))
      .replaceAll("{column}", String(target.column))
      .replaceAll("{file}", () => target.file);
  return { program: call.program, args: call.args.map(replace) };
}

/** Splits a command line at spaces; double quotes keep them, as in `"C:\Program Files\x.exe" {file}`. */
function wordsOf(commandLine: string): string[] {
  return [...commandLine.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}
