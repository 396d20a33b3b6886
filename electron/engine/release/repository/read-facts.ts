import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type FolderTrust, type Git, type GitFailure, type Head, openGit, readHead } from "../../git/git.ts";
import { readSigning } from "./signing.ts";

/** What of a repository decides whether it can be released from. */
export interface RepositoryFacts extends Head {
  readonly git: Git;
  readonly isShallow: boolean;
  /** Files that git knows and that differ from the commit; `null` when nobody could look, as in a folder that is not trusted. */
  readonly changedFiles: readonly string[] | null;
  /** Why git would not commit: it does not know who does; `null` when it does. */
  readonly identityProblem: string | null;
  /** Whether an annotated tag will be signed. */
  readonly isSigned: boolean;
  /** Why it, or the release's commit, could not be signed; `null` when nothing is known against it. */
  readonly signingProblem: string | null;
  /** Commits of the branch's upstream that the branch does not have; 0 without one. */
  readonly behind: number;
  /** Branches that are released from when nobody says which. */
  readonly usualBranches: readonly string[];
}

/** Reads them. In a folder that is not trusted nothing of it is started: what needs that is not known then. */
export async function readFacts(folder: string, trust: FolderTrust): Promise<Result<RepositoryFacts, GitFailure>> {
  const [opened, head] = await Promise.all([openGit(folder, trust, { configuration: ["core.fsmonitor=false"] }), readHead(folder)]);
  if (!opened.ok) return opened;
  if (!head.ok) return head;
  const git = opened.value;
  if ((await git.textOf(["rev-parse", "--is-inside-work-tree"])).trim() !== "true")
    return err(failure("not-a-repository", `${folder} is not in the working files of a git repository.`));
  const [shallow, identity, changedFiles, signing, behind, usualBranches] = await Promise.all([
    git.textOf(["rev-parse", "--is-shallow-repository"]),
    git.run(["var", "GIT_COMMITTER_IDENT"]),
    trust.isTrusted ? readChangedFiles(git) : null,
    readSigning(git, folder, trust),
    git.textOf(["rev-list", "--count", "HEAD..@{upstream}"]),
    readUsualBranches(git),
  ]);
  return ok({
    ...head.value,
    git,
    isShallow: shallow.trim() === "true",
    identityProblem: identity.ok ? null : identity.failure.message,
    changedFiles,
    ...signing,
    behind: Number(behind.trim()) || 0,
    usualBranches,
  });
}

async function readChangedFiles(git: Git): Promise<string[] | null> {
  const status = await git.run(["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"]);
  if (!status.ok) return null;
  return status.value.split("\0").flatMap((record) => (record.length > 3 ? [record.slice(3)] : []));
}

/** The remote's default branch as this clone knows it, else those that are usual. */
export async function readUsualBranches(git: Git): Promise<string[]> {
  const head = (await git.textOf(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])).trim();
  const own = head.startsWith("origin/") ? head.slice("origin/".length) : "";
  return own === "" ? ["main", "master", "trunk"] : [own];
}
