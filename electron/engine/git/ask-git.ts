import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import type { SimpleGit } from "simple-git";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { formatDuration } from "../../../shared/time.ts";
import { killLeftovers } from "../process/process.ts";

/** Why git could not tell. `git-failed` carries git's own first line; `git-slow`: its time was up, and it was ended. */
export type GitFailure = Failure<"git-missing" | "not-a-repository" | "git-failed" | "git-slow">;

/** Whether the person agreed that things in this folder may run. */
export interface FolderTrust {
  readonly isTrusted: boolean;
}

/** Git in one folder, for as long as the patience lasts. */
export interface Git {
  /** What a command prints, or why it did not. */
  ask(...command: readonly [string, ...string[]]): Promise<Result<string, GitFailure>>;
  /** What it prints; empty when it fails, for questions whose failure is an answer. */
  textOf(...command: readonly [string, ...string[]]): Promise<string>;
  /** The same with further variables, within the same time. */
  with(variables: Readonly<Record<string, string>>): Git;
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

/**
 * Lets `question` ask git about a folder, `patienceMs` in all. When that is over, git is ended with everything that it
 * started (a repository's filter may never answer), and what was not answered by then is `git-slow`.
 */
export async function askGit<T>(
  folder: string,
  trust: FolderTrust,
  patienceMs: number,
  question: (git: Git) => Promise<Result<T, GitFailure>>,
): Promise<Result<T, GitFailure>> {
  if (!(await isFolder(folder))) return err(failure("git-failed", `The folder ${folder} is not there.`));
  // Loaded late: most commands never ask git.
  const { simpleGit } = await import("simple-git");
  const patience = startPatience(patienceMs);
  const variables: Record<string, string> = { ...personsEnvironment(), ...ownVariables, MILLRACE_GIT: patience.mark };
  if (!trust.isTrusted) variables.GIT_ALLOW_PROTOCOL = "none";
  const open = (environment: Record<string, string>): Git => {
    const git = simpleGit({
      baseDir: folder,
      config: trust.isTrusted ? [] : harmlessConfiguration,
      unsafe: permissions,
      allowEnvironment: Object.keys(environment),
      // For Windows, where nobody can be found by a mark.
      timeout: { block: patienceMs },
    }).env(environment);
    const ask: Git["ask"] = (...command) => patience.limit(run(git, command), tooSlow(folder, command[0], patienceMs));
    return {
      ask,
      textOf: async (...command) => {
        const answer = await ask(...command);
        return answer.ok ? answer.value : "";
      },
      with: (further) => open({ ...environment, ...further }),
    };
  };
  try {
    return await question(open(variables));
  } finally {
    patience.end();
  }
}

interface Patience {
  /** What the environment of every process carries that is ended with it. */
  readonly mark: string;
  /** The answer; `late` when it does not come in time, and then only once nothing of what was asked runs any more. */
  limit<T>(answer: Promise<T>, late: T): Promise<T>;
  end(): void;
}

function startPatience(patienceMs: number): Patience {
  const mark = randomBytes(8).toString("hex");
  const over = Promise.withResolvers<void>();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    void killLeftovers({ name: "MILLRACE_GIT", value: mark }).then(() => over.resolve());
  }, patienceMs);
  return {
    mark,
    limit: async (answer, late) => {
      const first = await Promise.race([answer, over.promise.then(() => late)]);
      if (!isOver) return first;
      await over.promise;
      return late;
    },
    end: () => clearTimeout(timer),
  };
}

async function run(git: SimpleGit, command: readonly string[]): Promise<Result<string, GitFailure>> {
  try {
    return ok(await git.raw([...command]));
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
    const hint = firstLine.includes("dubious ownership") ? "It belongs to another user: see safe.directory in git help config." : "";
    return err(failure("git-failed", `git ${command[0]} failed: ${firstLine}.`, hint));
  }
}

function tooSlow(folder: string, command: string, patienceMs: number): Result<never, GitFailure> {
  const message = `git ${command} in ${folder} was ended: no answer in ${formatDuration(patienceMs)}.`;
  return err(failure("git-slow", message, "A filter of the repository may hang, or its disk: try git status in a terminal."));
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
