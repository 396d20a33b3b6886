import { err, ok, type Result } from "../../../shared/result.ts";
import { emptyTreeFor } from "./changes.ts";
import { type Git, type GitFailure, isRepository, notARepository, openGit } from "./gateway.ts";

/** The new lines of one file. */
export interface FileLines {
  /** The new path, relative to the project's folder, with `/`. */
  readonly path: string;
  /** Both included, from 1, in order. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/** No program of the repository takes part, and no setting of the person changes what is printed. */
const plain = ["--no-ext-diff", "--no-textconv", "--no-color", "--unified=0", "--find-renames", "--ignore-submodules=all"];
const prefixes = ["--src-prefix=a/", "--dst-prefix=b/", "--relative"];

/**
 * Which lines of a trusted folder are new in `to`, a commit or tree, against `base`; without a base, all of them. Renamed
 * files are followed; binary files and submodules have no lines.
 */
export async function readChangedLines(folder: string, base: string | null, to: string): Promise<Result<FileLines[], GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  if (!(await isRepository(git.value))) return err(notARepository(folder));
  return changedLinesBetween(git.value, base, to);
}

/** The same with a git that knows `to`, which may be in no repository. */
export async function changedLinesBetween(git: Git, base: string | null, to: string): Promise<Result<FileLines[], GitFailure>> {
  const target = await git.run(["rev-parse", "--verify", "--end-of-options", `${to}^{tree}`]);
  if (!target.ok) return target;
  const tree = target.value.trim();
  const from = base === null ? ok(emptyTreeFor(tree)) : await git.run(["rev-parse", "--verify", "--end-of-options", `${base}^{tree}`]);
  if (!from.ok) return from;
  const diff = await git.run(["diff-tree", "-r", "-p", ...plain, ...prefixes, from.value.trim(), tree]);
  return diff.ok ? ok(changedLinesOf(diff.value)) : diff;
}

/** The commit from which a branch grew out of another one; `null` when they have none in common, or one is not there. */
export async function readMergeBase(folder: string, commit: string): Promise<string | null> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return null;
  for (const branch of ["refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"]) {
    const base = (await git.value.textOf(["merge-base", branch, commit])).trim();
    if (base !== "") return base;
  }
  return null;
}

/** Reads `git diff -p --unified=0` (git-diff, "Generating patch text with -p"). */
export function changedLinesOf(diff: string): FileLines[] {
  const files: { path: string; ranges: { from: number; to: number }[] }[] = [];
  let left = 0;
  let path: string | null = null;
  let start = 0;
  while (start < diff.length) {
    const end = diff.indexOf("\n", start);
    const line = diff.slice(start, end === -1 ? diff.length : end);
    start = end === -1 ? diff.length : end + 1;
    // The contents of a hunk may look like anything.
    if (left > 0 && !line.startsWith("\\")) left -= 1;
    else if (line.startsWith("diff --git ")) path = null;
    else if (line.startsWith("+++ ")) path = newPathOf(line.slice(4));
    else {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
      if (hunk === null) continue;
      const [removed, from, added] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
      left = removed + added;
      if (path === null || added === 0) continue;
      if (files.at(-1)?.path !== path) files.push({ path, ranges: [] });
      files.at(-1)?.ranges.push({ from, to: from + added - 1 });
    }
  }
  return files;
}

/** `null` for a file that is gone. Names with unusual characters are quoted as in C, bytes in octal; a tab ends one with spaces. */
function newPathOf(name: string): string | null {
  if (name === "/dev/null") return null;
  const isQuoted = name.startsWith('"');
  const whole = isQuoted ? unquote(name.slice(1, name.lastIndexOf('"'))) : name.replace(/\t$/, "");
  return whole.startsWith("b/") ? whole.slice(2) : null;
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

function unquote(quoted: string): string {
  const parts = quoted.match(/\\[0-7]{3}|\\.|[^\\]+/gsu) ?? [];
  const bytes = parts.map((part) => {
    if (!part.startsWith("\\")) return Buffer.from(part);
    const sign = part.slice(1);
    return Buffer.from(/^[0-7]{3}$/.test(sign) ? [Number.parseInt(sign, 8)] : [escapes[sign] ?? sign.charCodeAt(0)]);
  });
  return Buffer.concat(bytes).toString();
}
