import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { upright } from "../../../shared/visible.ts";
import { emptyTreeFor } from "./changes.ts";
import { type Git, type GitFailure, openGit } from "./gateway.ts";

/** A commit as it stands in a list. */
export interface ListedCommit {
  /** Full hash. */
  readonly hash: string;
  readonly tree: string;
  /** Full hashes. */
  readonly parents: readonly string[];
  readonly author: string;
  /** Epoch milliseconds. */
  readonly committedAt: number;
  readonly subject: string;
}

/** Why the commits between two others cannot be told. */
export type RangeFailure = GitFailure | Failure<"not-a-descendant" | "shallow-border">;

const listFormat = "--format=%H%x00%T%x00%P%x00%an%x00%ct%x00%s";

/**
 * All that `bad` builds on without all that `good` builds on, each after its parents, `bad` as the last, and `good`
 * itself. Both are full hashes of commits in the repository of a trusted folder.
 */
export async function readCommitRange(
  folder: string,
  good: string,
  bad: string,
): Promise<Result<{ readonly good: ListedCommit; readonly commits: ListedCommit[] }, RangeFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["rev-list", "--topo-order", "--reverse", listFormat, bad, `^${good}`]);
  if (!listed.ok) return listed;
  const commits = commitsOf(listed.value);
  const isShallow = (await git.value.textOf(["rev-parse", "--is-shallow-repository"])).trim() === "true";
  // Who builds on the good one has it as a parent somewhere on the way.
  if (!commits.some(({ parents }) => parents.includes(good))) return err(await notADescendant(git.value, good, bad, isShallow));
  if (isShallow && commits.some(({ parents }) => parents.length === 0))
    return err(
      failure(
        "shallow-border",
        "The clone is shallow: some of the commits to be searched are not here.",
        "Run git fetch --unshallow to bring them, or choose a newer good commit.",
      ),
    );
  const own = await git.value.run(["rev-list", "--max-count=1", listFormat, good]);
  if (!own.ok) return own;
  const [first] = commitsOf(own.value);
  return first === undefined ? err(failure("git-failed", `git rev-list did not tell of ${short(good)}.`)) : ok({ good: first, commits });
}

/** All that `to` builds on without all that `from` builds on, the newest first, up to `limit`; whether or not they build on each other. */
export async function readCommitsBeyond(
  folder: string,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): Promise<Result<ListedCommit[], GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["rev-list", `--max-count=${limit}`, listFormat, "--end-of-options", to, `^${from}`]);
  return listed.ok ? ok(commitsOf(listed.value)) : listed;
}

/** How many these are, and when the oldest of them was committed, in epoch milliseconds; `null` without one. */
export async function readCountBeyond(
  folder: string,
  from: string,
  to: string,
): Promise<Result<{ readonly count: number; readonly oldestAt: number | null }, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["rev-list", "--timestamp", "--end-of-options", to, `^${from}`]);
  if (!listed.ok) return listed;
  const times = listed.value.split("\n").flatMap((line) => (line === "" ? [] : [Number.parseInt(line, 10) * secondMs]));
  return ok({ count: times.length, oldestAt: times.reduce<number | null>((oldest, at) => Math.min(oldest ?? at, at), null) });
}

async function notADescendant(git: Git, good: string, bad: string, isShallow: boolean): Promise<RangeFailure> {
  const common = (await git.textOf(["merge-base", good, bad])).trim();
  const hint =
    common === ""
      ? isShallow
        ? "The clone is shallow: git fetch --unshallow brings the history between them."
        : "They have no history in common."
      : common === bad
        ? "It is the other way round: the good commit builds on the bad one."
        : `Choose a good commit that it builds on; both build on ${short(common)}.`;
  return failure("not-a-descendant", `${short(bad)} does not build on ${short(good)}.`, hint);
}

function short(hash: string): string {
  return hash.slice(0, 10);
}

/** Before each of its lines `git rev-list` names the commit once more. */
function commitsOf(text: string): ListedCommit[] {
  return text.split("\n").flatMap((line) => {
    const [hash, tree, parents, author, seconds, subject] = line.split("\0");
    if (hash === undefined || tree === undefined) return [];
    return [
      {
        ...{ hash, tree, parents: (parents ?? "").split(" ").filter((parent) => parent !== "") },
        ...{ author: upright(author ?? ""), committedAt: Number(seconds) * secondMs, subject: upright(subject ?? "") },
      },
    ];
  });
}

/** The newest commit that `from` builds on of which the tree is one of these; `null` without one among the newest `limit`. */
export async function findAncestorWithTree(
  folder: string,
  from: string,
  trees: ReadonlySet<string>,
  limit: number,
): Promise<Result<ListedCommit | null, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["rev-list", `--max-count=${limit}`, listFormat, from]);
  if (!listed.ok) return listed;
  return ok(commitsOf(listed.value).find(({ hash, tree }) => hash !== from && trees.has(tree)) ?? null);
}

/** The nearest of these commits that `from` builds on, or `from` itself; `null` without one among the newest `limit`. */
export async function findNearestOf(
  folder: string,
  from: string,
  commits: ReadonlySet<string>,
  limit: number,
): Promise<Result<string | null, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const listed = await git.value.run(["rev-list", `--max-count=${limit}`, "--end-of-options", from]);
  if (!listed.ok) return listed;
  return ok(listed.value.split("\n").find((hash) => commits.has(hash)) ?? null);
}

/** What a commit changed from its first parent: a status letter and the path from the top of the repository. */
export async function readChangedFiles(
  folder: string,
  commit: ListedCommit,
): Promise<Result<{ readonly path: string; readonly status: string }[], GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const before = commit.parents[0] ?? emptyTreeFor(commit.tree);
  const diff = await git.value.run(["diff-tree", "-r", "-z", "--name-status", "--find-renames", before, commit.hash]);
  if (!diff.ok) return diff;
  const files: { path: string; status: string }[] = [];
  const words = diff.value.split("\0");
  for (let at = 0; at + 1 < words.length; ) {
    const status = (words[at] ?? "").charAt(0);
    // A renamed file has its old name first.
    const names = status === "R" || status === "C" ? 2 : 1;
    files.push({ path: words[at + names] ?? "", status });
    at += 1 + names;
  }
  return ok(files);
}

/** The text of a file of a commit, `path` relative to the folder; `null` when the commit has no such file. */
export async function readFileOf(folder: string, commit: string, path: string): Promise<Result<string | null, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const text = await git.value.run(["cat-file", "blob", `${commit}:./${path}`]);
  return text.ok ? text : ok(null);
}

/** Which of these commits have no file at `path`, relative to the folder. */
export async function findCommitsWithout(
  folder: string,
  commits: readonly string[],
  path: string,
): Promise<Result<Set<string>, GitFailure>> {
  const git = await openGit(folder, { isTrusted: true });
  if (!git.ok) return git;
  const prefix = (await git.value.textOf(["rev-parse", "--show-prefix"])).replace(/\n$/, "");
  const listed = await git.value.run(["cat-file", "--batch-check"], commits.map((commit) => `${commit}:${prefix}${path}\n`).join(""));
  if (!listed.ok) return listed;
  const lines = listed.value.split("\n");
  return ok(new Set(commits.filter((_, place) => lines[place]?.endsWith(" missing") === true)));
}
