import { err, ok, type Result } from "../../../shared/result.ts";
import { type Git, resolveRevision } from "../git/git.ts";
import { type CodeFailure, codeFailure, impossible } from "./code-failure.ts";

/** A commit, and how to name it to git. */
export interface NamedCommit {
  readonly commit: string;
  /** The branch here that was meant; `null` for anything else. */
  readonly branch: string | null;
  /** The remote's branch that was meant, as in `origin/main`. */
  readonly remoteBranch: string | null;
  /** What to call it in messages: a branch, a tag or a short hash. Never an option of git's. */
  readonly name: string;
}

const shortHash = 8;

const fullHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit that a person's word stands for: a branch, a tag, a hash or whatever else git takes. */
export async function findCommit(folder: string, git: Git, word: string): Promise<Result<NamedCommit, CodeFailure>> {
  // What the window asks for mostly: one question is enough, and its answer can only be the commit itself.
  if (fullHash.test(word) && (await hashOf(git, `${word}^{commit}`)) === word)
    return ok({ commit: word, branch: null, remoteBranch: null, name: word.slice(0, shortHash) });
  const found = await resolveRevision(folder, word);
  if (!found.ok) {
    const { code, message, hint } = found.failure;
    if (code === "revision-unknown" || code === "revision-ambiguous" || code === "no-commit") return err(impossible(message, hint));
    return err(codeFailure({ code, message, hint }));
  }
  const { commit, branch, tag } = found.value;
  const isHere = branch !== null && (await hashOf(git, `refs/heads/${branch}`)) === commit;
  const isWord = word === branch || word === tag || word === `refs/heads/${branch}`;
  return ok({
    commit,
    branch: isHere ? branch : null,
    remoteBranch: branch !== null && !isHere ? branch : null,
    name: (isWord ? (branch ?? tag) : branch) ?? commit.slice(0, shortHash),
  });
}

/** What a full name of a ref points to, if it is there: `null` when it is not. */
export async function hashOf(git: Git, fullName: string): Promise<string | null> {
  return (await git.textOf(["rev-parse", "--verify", "--end-of-options", fullName])).trim() || null;
}

/** Refuses a name that no branch or no tag can have. Git's own rules decide. */
export async function checkName(git: Git, kind: "branch" | "tag", name: string): Promise<Result<undefined, CodeFailure>> {
  const answer = name.startsWith("-") ? "" : await git.textOf(["check-ref-format", "--normalize", `refs/heads/${name}`]);
  if (answer.trim() === `refs/heads/${name}` && name !== "HEAD") return ok(undefined);
  return err(
    impossible(
      `${JSON.stringify(name)} cannot be the name of a ${kind}.`,
      "Names have no blanks, none of ~^:?*[\\, no .. or @{, no // or slash at an end, and do not begin with a dash.",
    ),
  );
}
