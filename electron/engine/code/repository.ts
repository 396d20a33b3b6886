import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type Git, openGit } from "../git/git.ts";
import { type CodeFailure, codeFailure, impossible, orCodeFailure, refused } from "./code-failure.ts";
import { openWritingGit } from "./operation/operation.ts";

/** The repository of a trusted project's folder, with everything asked of it from its top. */
export interface Repository {
  /** The folder of the working files, absolute. */
  readonly top: string;
  /** The project's folder below `top`: empty, or a path that ends with `/`. */
  readonly prefix: string;
  /** Git's own folder of this worktree, absolute; its index and its HEAD are there. */
  readonly gitFolder: string;
  readonly isShallow: boolean;
  /** For questions: starts nothing but filters and takes no lock. Paths are taken literally. */
  readonly reader: Git;
  /** For changes that hooks may see. */
  readonly writer: Git;
  /** For changes by path: they are taken literally. Hooks that ask git themselves would be misled by that. */
  readonly pathWriter: Git;
}

/** What is shown comes from git alone, and is written as the parsers here expect. */
const shownPlainly = ["core.fsmonitor=false", "core.quotePath=false", "diff.suppressBlankEmpty=false", "log.showSignature=false"];
const literally = { GIT_LITERAL_PATHSPECS: "1" };

const marks = { top: "--millrace-top", prefix: "--millrace-prefix", folder: "--millrace-folder" };

/** Finds the repository that holds `folder`. One without working files is refused. */
export async function openRepository(folder: string): Promise<Result<Repository, CodeFailure>> {
  const opened = await openGit(folder, { isTrusted: true }, { configuration: shownPlainly });
  if (!opened.ok) return err(codeFailure(opened.failure));
  // git repeats words that it does not know: they keep apart what may hold line feeds.
  const words = ["--is-bare-repository", "--is-shallow-repository", marks.folder, "--absolute-git-dir", marks.prefix, "--show-prefix"];
  const asked = await opened.value.perform(["rev-parse", ...words, marks.top, "--show-toplevel"]);
  if (!asked.ok) return err(codeFailure(asked.failure));
  const { exitCode, output, complaint } = asked.value;
  if (exitCode !== 0) return err(explain(folder, output, complaint));
  const top = between(output, marks.top, null);
  const prefix = between(output, marks.prefix, marks.top);
  const [reader, writer, pathWriter] = await Promise.all([
    openGit(top, { isTrusted: true }, { configuration: shownPlainly, variables: literally }),
    openWritingGit(top),
    openWritingGit(top, literally),
  ]);
  if (!reader.ok) return orCodeFailure(reader);
  if (!writer.ok) return orCodeFailure(writer);
  if (!pathWriter.ok) return orCodeFailure(pathWriter);
  const gitFolder = between(output, marks.folder, marks.prefix);
  const isShallow = output.split("\n")[1] === "true";
  return ok({ top, prefix, gitFolder, isShallow, reader: reader.value, writer: writer.value, pathWriter: pathWriter.value });
}

/** The path from the top of the repository. */
export function fromTop(repository: Pick<Repository, "prefix">, path: string): string {
  return repository.prefix + path;
}

/** Git's folder that all worktrees share, absolute. */
export async function commonFolderOf({ gitFolder }: Repository): Promise<string> {
  const text = await readFile(resolve(gitFolder, "commondir"), "utf8").catch(() => ".");
  return resolve(gitFolder, text.trim());
}

function explain(folder: string, output: string, complaint: string): CodeFailure {
  if (output.startsWith("true\n")) {
    return impossible(
      `${folder} is a bare repository: it has no working files.`,
      "Open a worktree of it: git worktree add ../folder branch makes one.",
    );
  }
  if (/must be run in a work tree/.test(complaint)) {
    return impossible(`${folder} is git's own folder, not one of working files.`, "Open the folder that holds it.");
  }
  const said = complaint.trim().split("\n")[0] ?? "";
  const hint = said.includes("dubious ownership") ? "It belongs to another user: see safe.directory in git help config." : "";
  const cause = codeFailure({ code: "git-failed", message: said, hint });
  return cause.code === "no-repository" ? { ...cause, message: `${folder} is in no git repository.` } : refused(said, hint, complaint);
}

function between(text: string, start: string, end: string | null): string {
  const from = text.indexOf(`${start}\n`) + start.length + 1;
  const to = end === null ? text.length : text.indexOf(`${end}\n`, from);
  return text.slice(from, to).replace(/\n$/, "");
}
