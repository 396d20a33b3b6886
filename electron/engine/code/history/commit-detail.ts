import type { CommitDetail } from "../../../../shared/contract/code/history.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import { upright } from "../../../../shared/visible.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { findCommit } from "../names.ts";

/** All of a commit but what is known of it elsewhere: the names that point to it, and its runs. */
export type CommitFacts = Omit<CommitDetail, "refs" | "runs">;
type CommitFile = CommitDetail["files"][number];

const fields = ["%H", "%P", "%T", "%an", "%ae", "%at", "%s", "%cn", "%ct", "%B"];
const maxSubjectCharacters = 500;
const maxMessageCharacters = 64 * 1024;
/** More are counted only, and their lines are not: a merge of years would take as long as it is long. */
const maxFiles = 2_000;

/** What a commit says, and the files in which it differs from its first parent. Of those outside the folder nothing is told. */
export async function readCommit(folder: string, git: Git, revision: string): Promise<Result<CommitFacts, CodeFailure>> {
  const found = await findCommit(folder, git, revision);
  if (!found.ok) return found;
  const { commit } = found.value;
  const [logged, raw] = await Promise.all([
    asked(git, [
      "log",
      "--max-count=1",
      "--no-show-signature",
      "--no-color",
      "--encoding=UTF-8",
      `--format=${fields.join("%x00")}`,
      commit,
      "--",
    ]),
    git.textOf(["cat-file", "commit", commit]),
  ]);
  if (!logged.ok) return logged;
  const [hash = "", parents = "", tree = "", author = "", email = "", at, subject = "", committer = "", committedAt, message = ""] =
    logged.value.split("\0");
  if (hash === "") return err(impossible(`${commit} cannot be read.`, "The clone may be partial or damaged: git fsck tells more."));
  const [first = null, ...others] = parents === "" ? [] : parents.split(" ");
  const changed = await readFiles(git, first, commit);
  if (!changed.ok) return changed;
  return ok({
    commit: hash,
    parents: first === null ? [] : [first, ...others],
    tree,
    subject: upright(subject.slice(0, maxSubjectCharacters)),
    author: upright(author),
    email,
    at: Number(at) * 1_000,
    message: message.trimEnd().slice(0, maxMessageCharacters),
    committer,
    committedAt: Number(committedAt) * 1_000,
    signature: /^gpgsig(?:-sha256)? /m.test(raw.slice(0, raw.indexOf("\n\n"))) ? await readSignature(git, commit) : null,
    ...changed.value,
  });
}

/** What git says of a signature. It asks the person's own programs, so it is only asked where there is one. */
async function readSignature(git: Git, commit: string): Promise<CommitDetail["signature"]> {
  const [verdict = "N", signer = ""] = (
    await git.textOf(["log", "--max-count=1", "--no-show-signature", "--format=%G?%x00%GS", commit, "--"])
  )
    .trimEnd()
    .split("\0");
  // G: good. U: good, of a key whose owner is not sure.
  return { isGood: verdict === "G" || verdict === "U", signer };
}

async function readFiles(
  git: Git,
  parent: string | null,
  commit: string,
): Promise<Result<{ files: CommitFile[]; fileCount: number }, CodeFailure>> {
  const compare = (how: string) => {
    const options = ["diff-tree", "-r", "-z", "--no-ext-diff", "--no-textconv", "--relative", "--find-renames", "-l1000", how];
    return asked(git, parent === null ? [...options, "--root", "--no-commit-id", commit] : [...options, parent, commit]);
  };
  const raw = await compare("--raw");
  if (!raw.ok) return raw;
  const all = changesOf(raw.value);
  const files = all.slice(0, maxFiles);
  if (all.length > maxFiles) return ok({ files: files.map((file) => ({ ...file, added: null, removed: null })), fileCount: all.length });
  const counted = await compare("--numstat");
  if (!counted.ok) return counted;
  const lines = linesOf(counted.value);
  const none = { added: null, removed: null };
  return ok({ files: files.map((file) => ({ ...file, ...(lines.get(file.path) ?? none) })), fileCount: all.length });
}

const changes: Readonly<Record<string, CommitFile["change"]>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "type",
};

/** Reads `--raw -z`: what happened, the path, and for a rename or a copy the new path behind it. */
function changesOf(text: string): Pick<CommitFile, "path" | "oldPath" | "change">[] {
  const values = text.split("\0");
  const files: Pick<CommitFile, "path" | "oldPath" | "change">[] = [];
  for (let index = 0; index + 1 < values.length; index += 2) {
    const letter = / ([A-Z])\d*$/.exec(values[index] ?? "")?.[1] ?? "";
    const change = changes[letter];
    const isMoved = letter === "R" || letter === "C";
    const [oldPath, path] = [isMoved ? values[index + 1] : null, values[isMoved ? index + 2 : index + 1]];
    if (change !== undefined && path !== undefined) files.push({ path, oldPath: oldPath ?? null, change });
    if (isMoved) index += 1;
  }
  return files;
}

/** Reads `--numstat -z`: two numbers, or dashes for a binary file, and the path; a moved one has both behind an empty one. */
function linesOf(text: string): Map<string, Pick<CommitFile, "added" | "removed">> {
  const values = text.split("\0");
  const lines = new Map<string, Pick<CommitFile, "added" | "removed">>();
  for (let index = 0; index < values.length; index += 1) {
    const [, added = "", removed = "", path = ""] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(values[index] ?? "") ?? [];
    if (added === "") continue;
    const count = (number: string) => (number === "-" ? null : Number(number));
    lines.set(path === "" ? (values[index + 2] ?? "") : path, { added: count(added), removed: count(removed) });
    if (path === "") index += 2;
  }
  return lines;
}
