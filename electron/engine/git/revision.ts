import { nearest } from "../../../shared/nearest.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { type Git, type GitFailure, notARepository, openGit } from "./gateway.ts";
import { commitOf } from "./parse.ts";

/** A commit, and the name by which it was asked for. */
export interface Revision {
  /** Full hash. */
  readonly commit: string;
  readonly tree: string;
  /** As in `main` or `origin/main`; `null` when a tag, a hash or a distance (`HEAD~2`) was asked for. */
  readonly branch: string | null;
  /** The tag that was asked for, else the one that git calls the commit by; `null` without one. */
  readonly tag: string | null;
  readonly subject: string | null;
  readonly author: string | null;
}

/** Why a name leads to no commit. */
export type RevisionFailure = GitFailure | Failure<"revision-unknown" | "revision-ambiguous" | "no-commit">;

/** As many names are looked through for the one that was meant; a repository may have a hundred thousand. */
const maxNames = 20_000;

/**
 * The commit that `name` (a branch, a tag, a hash or whatever else git takes, such as `HEAD~2`) stands for in the repository
 * of a trusted folder, which may be bare.
 */
export async function resolveRevision(folder: string, name: string): Promise<Result<Revision, RevisionFailure>> {
  const opened = await openGit(folder, { isTrusted: true });
  if (!opened.ok) return opened;
  const git = opened.value;
  const facts = await git.run(["rev-parse", "--is-bare-repository", "--is-inside-work-tree"]);
  if (!facts.ok) return facts.failure.code === "git-missing" ? facts : err(notARepository(folder));
  if (!facts.value.includes("true")) return err(notARepository(folder));
  const names = await candidates(git, name);
  if (!names.ok) return names;
  const commit = await commitBehind(git, names.value);
  if (commit === "") return err(await explainMiss(git, name));
  const fullName = (await git.textOf(["rev-parse", "--symbolic-full-name", "--verify", "--end-of-options", names.value])).trim();
  const { commitTree, subject, author } = commitOf(await git.textOf(["cat-file", "commit", commit]));
  const tag = /^refs\/tags\/(.+)$/.exec(fullName)?.[1] ?? (await readTag(git, commit));
  return ok({
    commit,
    tree: commitTree ?? "",
    branch: /^refs\/(?:heads|remotes)\/(.+)$/.exec(fullName)?.[1] ?? null,
    tag,
    subject,
    author,
  });
}

/** The tag of a commit of a trusted folder, as git picks it: annotated before plain, newer before older; `null` without one. */
export async function readTagOf(folder: string, commit: string): Promise<string | null> {
  const git = await openGit(folder, { isTrusted: true });
  return git.ok ? readTag(git.value, commit) : null;
}

async function readTag(git: Git, commit: string): Promise<string | null> {
  return (await git.textOf(["describe", "--tags", "--exact-match", commit])).trim() || null;
}

/** What to ask git for. A name that is both a branch and a tag of different commits is refused: git would take the tag. */
async function candidates(git: Git, name: string): Promise<Result<string, RevisionFailure>> {
  const branch = await commitBehind(git, `refs/heads/${name}`);
  const tag = await commitBehind(git, `refs/tags/${name}`);
  if (branch !== "" && tag !== "" && branch !== tag)
    return err(
      failure(
        "revision-ambiguous",
        `${JSON.stringify(name)} is a branch and a tag, of different commits.`,
        `Say which: heads/${name} or tags/${name}.`,
      ),
    );
  // In full, so that a name that looks like an option or like a hash is what it was meant to be.
  if (branch !== "") return ok(`refs/heads/${name}`);
  return ok(tag === "" ? name : `refs/tags/${name}`);
}

/** Empty when there is none. A leading `^` would be taken for "not this one". */
async function commitBehind(git: Git, name: string): Promise<string> {
  const answer = await git.textOf(["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`]);
  return /^[0-9a-f]{40,64}$/.exec(answer.trim())?.[0] ?? "";
}

async function explainMiss(git: Git, name: string): Promise<RevisionFailure> {
  const hasCommit = (await commitBehind(git, "HEAD")) !== "";
  const listed = await git.textOf([
    "for-each-ref",
    `--count=${maxNames}`,
    "--format=%(refname)",
    "--sort=-creatordate",
    "refs/heads",
    "refs/tags",
    "refs/remotes",
  ]);
  const names = listed.split("\n").flatMap((full) => /^refs\/[^/]+\/(.+)$/.exec(full)?.[1] ?? []);
  if (!hasCommit && names.length === 0)
    return failure("no-commit", "The repository has no commit yet.", "Commit something first, or run on the working files.");
  const quoted = JSON.stringify(name);
  if (/^[0-9a-f]{4,64}$/i.test(name)) {
    const found = (await git.textOf(["rev-parse", `--disambiguate=${name}`])).trim();
    if (found.includes("\n")) return failure("revision-ambiguous", `More than one object starts with ${name}.`, "Give more of the hash.");
    const isShallow = (await git.textOf(["rev-parse", "--is-shallow-repository"])).trim() === "true";
    const hint = isShallow ? "The clone is shallow: git fetch --unshallow brings the rest." : "git fetch may bring it.";
    const what = found === "" ? `The commit ${name} is not in this repository.` : `${name} is not a commit.`;
    return failure("revision-unknown", what, found === "" ? hint : "");
  }
  const near = nearest(name, names);
  const hint = near === null ? `There are ${names.slice(0, 5).join(", ")}${names.length > 5 ? " and more" : ""}.` : `Did you mean ${near}?`;
  return failure("revision-unknown", `There is no branch, tag or commit ${quoted}.`, names.length === 0 ? "" : hint);
}
