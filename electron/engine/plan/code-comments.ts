import { createHash } from "node:crypto";
import type { CodeComment } from "../../../shared/contract/plan.ts";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import type { Git, GitFailure } from "../git/git.ts";

/** A comment as it stands in the code, whatever was made of it. */
export type FoundComment = Omit<CodeComment, "item">;

/** More help nobody to choose. */
export const mostComments = 5_000;
const maxTextCharacters = 300;

/** What begins a comment, by the ending of a file's name; these are besides the usual ones. */
const otherMarks: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["sql", "lua", "hs", "elm", "adb", "ads", "vhd", "vhdl"].map((ending) => [ending, "--"])),
  ...Object.fromEntries(["lisp", "clj", "cljs", "el", "scm", "asm", "s", "ini"].map((ending) => [ending, ";"])),
  ...Object.fromEntries(["tex", "erl", "hrl", "m"].map((ending) => [ending, "%"])),
};
const usualMarks = ["\\/\\/", "#", "\\/\\*", "<!--"];

/** Looks through the files that git knows in a trusted folder, as they lie there. The plan's own are left out. */
export async function readCodeComments(git: Git): Promise<Result<{ comments: FoundComment[]; isCut: boolean }, GitFailure>> {
  const words = ["-e", "TODO", "-e", "FIXME"];
  const found = await git.perform([
    "grep",
    "-n",
    "-z",
    "-I",
    "-w",
    "--no-color",
    "--full-name",
    "--no-recurse-submodules",
    ...words,
    "--",
    ".",
    ":(exclude).millrace/plan",
  ]);
  if (!found.ok) return found;
  const { exitCode, output, complaint } = found.value;
  // With nothing found it says no, and nothing more.
  if (exitCode > 1 || complaint !== "") return err(failure("git-failed", complaint.trim().split("\n")[0] ?? "git grep failed."));
  const prefix = (await git.textOf(["rev-parse", "--show-prefix"])).replace(/\n$/, "");
  const comments = commentsIn(output, prefix);
  return ok({ comments: comments.slice(0, mostComments), isCut: comments.length > mostComments });
}

/** Reads `git grep -n -z`: a path, a line and the text of it. Paths are told without `prefix`. */
export function commentsIn(output: string, prefix: string): FoundComment[] {
  const comments: FoundComment[] = [];
  const seen = new Map<string, number>();
  for (const [, fullPath = "", line, text = ""] of output.matchAll(/([^\0\n]+)\0(\d+)\0([^\n]*)/g)) {
    const path = fullPath.startsWith(prefix) ? fullPath.slice(prefix.length) : fullPath;
    const comment = commentOf(path, text);
    if (comment === null) continue;
    const words = `${path}\0${comment.kind}\0${comment.text.replace(/\s+/g, " ").toLowerCase()}`;
    const times = (seen.get(words) ?? 0) + 1;
    seen.set(words, times);
    // The second one of the same words in a file is another one.
    const sum = createHash("sha256")
      .update(times === 1 ? words : `${words}\0${times}`)
      .digest("hex")
      .slice(0, 16);
    comments.push({ ...comment, path, line: Number(line), sum });
  }
  return comments;
}

function commentOf(path: string, line: string): Pick<FoundComment, "kind" | "text"> | null {
  const other = otherMarks[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""];
  const marks = [...usualMarks, ...(other === undefined ? [] : [other])].join("|");
  // A line of a longer comment begins with a star.
  const opened = new RegExp(`^\\s*\\*(?=\\s)|(?:^|[\\s(){};,])(?:${marks})`).exec(line);
  if (opened === null) return null;
  const rest = line.slice(opened.index + opened[0].length);
  const [, kind, said = ""] = /(?<![\w$.-])(TODO|FIXME)(?![\w$-])(.*)$/.exec(rest) ?? [];
  if (kind !== "TODO" && kind !== "FIXME") return null;
  const text = said
    .replace(/^\s*(?:\([^)]*\))?\s*[:\-–—]?\s*/, "")
    .replace(/\s*(?:\*\/\}?|-->)\s*$/, "")
    .trim();
  return { kind, text: (text === "" ? rest.trim() : text).slice(0, maxTextCharacters) };
}
