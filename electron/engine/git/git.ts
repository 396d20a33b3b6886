import { copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SimpleGit } from "simple-git";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { commitOf, statusOf } from "./parse.ts";

/** Why git could not tell. `git-failed` carries git's own first line. */
export type GitFailure = Failure<"git-missing" | "not-a-repository" | "git-failed">;

/** Where a working folder stands. Everything is `null` that git does not know, or that was not looked at. */
export interface GitState {
  /** `null` on a detached HEAD. */
  readonly branch: string | null;
  /** Full hash; `null` before the first commit. */
  readonly commit: string | null;
  /** The commit's tree. */
  readonly commitTree: string | null;
  readonly subject: string | null;
  readonly author: string | null;
  /** Commits before and behind the upstream; `null` without one. */
  readonly ahead: number | null;
  readonly behind: number | null;
  /** Changed, staged, deleted, conflicting and new files together; `null` in a folder that is not trusted. */
  readonly changedFiles: number | null;
}

/** Whether the person agreed that things in this folder may run. */
export interface FolderTrust {
  readonly isTrusted: boolean;
}

/**
 * Configuration of a repository that makes git start programs. Each is switched off by name for folders that nobody
 * trusted yet. Filters (`filter.<name>.clean`) have no such switch, which is why `status` is never run there.
 */
const harmlessConfiguration = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "core.pager=cat",
  "core.editor=true",
  "core.askPass=true",
  "core.sshCommand=false",
  "core.gitProxy=false",
  "credential.helper=",
  "diff.external=",
  "log.showSignature=false",
  "gpg.program=false",
  "protocol.allow=never",
];

/** simple-git refuses what can start programs; every permission here is for a line above that switches one off. */
const permissions = {
  allowUnsafeFsMonitor: true,
  allowUnsafeHooksPath: true,
  allowUnsafePager: true,
  allowUnsafeEditor: true,
  allowUnsafeAskPass: true,
  allowUnsafeSshCommand: true,
  allowUnsafeGitProxy: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeProtocolOverride: true,
};

const ownVariables = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  // A reader must never take the index lock away from the person's own git.
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_LAZY_FETCH: "1",
};

/** Longest time for one command before the answer is "not known": a status bar must not wait for a network disk. */
const commandTimeoutMs = 20_000;

/**
 * Asks git where `folder` stands. In a folder that is not trusted only references and the commit are read, with every
 * way to start a program switched off, and `changedFiles`, `ahead` and `behind` stay `null`.
 */
export async function readGitState(folder: string, trust: FolderTrust): Promise<Result<GitState, GitFailure>> {
  const git = await gateway(folder, trust);
  if (!git.ok) return git;
  const head = commitOf(await textOf(git.value, ["cat-file", "commit", "HEAD"]));
  if (!trust.isTrusted) {
    if (!(await isRepository(git.value))) return err(notARepository(folder));
    const branch = (await textOf(git.value, ["symbolic-ref", "--quiet", "--short", "HEAD"])).trim() || null;
    const commit = (await textOf(git.value, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])).trim() || null;
    return ok({ branch, commit, ...head, ahead: null, behind: null, changedFiles: null });
  }
  const status = await run(git.value, ["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal"]);
  if (!status.ok) return (await isRepository(git.value)) ? status : err(notARepository(folder));
  return ok({ ...statusOf(status.value), ...head });
}

/**
 * The tree hash of the files as they lie in a trusted folder: what `git add --all` would commit. It is made with an
 * index and an object folder of its own in the temporary folder, so neither the person's index nor the repository
 * changes. `null` when git cannot tell.
 */
export async function readWorkingTreeHash(folder: string): Promise<string | null> {
  const git = await gateway(folder, { isTrusted: true });
  if (!git.ok) return null;
  const paths = (await textOf(git.value, ["rev-parse", "--git-path", "index", "--git-path", "objects"])).trimEnd().split("\n");
  const [index = "", objects = ""] = paths.map((path) => resolve(folder, path));
  if (objects === "") return null;
  const scratch = await mkdtemp(join(tmpdir(), "millrace-tree-"));
  try {
    await mkdir(join(scratch, "objects"));
    await copyFile(index, join(scratch, "index")).catch(() => {
      // No index yet: everything is new.
    });
    const own = await gateway(
      folder,
      { isTrusted: true },
      {
        GIT_INDEX_FILE: join(scratch, "index"),
        GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
      },
    );
    if (!own.ok) return null;
    const added = await run(own.value, ["add", "--all", ":/"]);
    if (!added.ok) return null;
    const tree = await run(own.value, ["write-tree"]);
    return tree.ok ? tree.value.trim() : null;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The files whose change moves the branch, the commit or the index of a repository; empty without one. Reads only names. */
export async function gitWatchPaths(folder: string): Promise<string[]> {
  const git = await gateway(folder, { isTrusted: false });
  if (!git.ok) return [];
  const text = await textOf(git.value, ["rev-parse", "--git-path", "HEAD", "--git-path", "index", "--git-path", "logs/HEAD"]);
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((path) => resolve(folder, path));
}

/** The installed git's version, or why there is none. */
export async function gitVersion(): Promise<Result<string, GitFailure>> {
  const git = await gateway(tmpdir(), { isTrusted: false });
  if (!git.ok) return git;
  const version = await run(git.value, ["version"]);
  return version.ok ? ok(version.value.trim().replace(/^git version /, "")) : version;
}

async function gateway(folder: string, trust: FolderTrust, extra: Record<string, string> = {}): Promise<Result<SimpleGit, GitFailure>> {
  if (!(await isFolder(folder))) return err(failure("git-failed", `The folder ${folder} is not there.`));
  // Loaded late: most commands never ask git.
  const { simpleGit } = await import("simple-git");
  const variables: Record<string, string> = { ...personsEnvironment(), ...ownVariables, ...extra };
  if (!trust.isTrusted) variables.GIT_ALLOW_PROTOCOL = "none";
  const git = simpleGit({
    baseDir: folder,
    config: trust.isTrusted ? [] : harmlessConfiguration,
    unsafe: permissions,
    allowEnvironment: Object.keys(variables),
    timeout: { block: commandTimeoutMs },
  });
  return ok(git.env(variables));
}

/** The person's variables without git's own (a `GIT_DIR` would name another repository) and without programs to start. */
function personsEnvironment(): Record<string, string> {
  const dropped = new Set(["EDITOR", "VISUAL", "PAGER", "PREFIX", "SSH_ASKPASS"]);
  const kept = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith("GIT_") && !dropped.has(name.toUpperCase()));
  return Object.fromEntries(kept) as Record<string, string>;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isRepository(git: SimpleGit): Promise<boolean> {
  return (await textOf(git, ["rev-parse", "--is-inside-work-tree"])).trim() === "true";
}

/** What a command prints; empty when it fails, for questions whose failure is an answer. */
async function textOf(git: SimpleGit, command: string[]): Promise<string> {
  const result = await run(git, command);
  return result.ok ? result.value : "";
}

async function run(git: SimpleGit, command: string[]): Promise<Result<string, GitFailure>> {
  try {
    return ok(await git.raw(command));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/ENOENT/.test(message)) {
      return err(
        failure(
          "git-missing",
          "Git is not installed, or not on the PATH.",
          "Install git; everything that needs no commit works without it.",
        ),
      );
    }
    const firstLine = message.split("\n").find((line) => line.trim() !== "") ?? "git failed";
    return err(failure("git-failed", `git ${command[0]} failed: ${firstLine}`));
  }
}

function notARepository(folder: string): GitFailure {
  return failure("not-a-repository", `${folder} is not in a git repository.`);
}
