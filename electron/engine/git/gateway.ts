import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { killLeftovers } from "../process/process.ts";

/** Why git could not tell. `git-failed` carries git's own first line. */
export type GitFailure = Failure<"git-missing" | "not-a-repository" | "git-failed">;

/** Whether the person agreed that things in this folder may run. */
export interface FolderTrust {
  readonly isTrusted: boolean;
}

/**
 * Git in one folder. A command that prints nothing at all, not even a complaint, costs 50 ms more: simple-git waits for it.
 * So where a miss is ordinary, commands are not told to be quiet.
 */
export interface Git {
  /** What a command prints when it is given `input`. `signal` ends this one at once. */
  run(command: readonly string[], input?: string, signal?: AbortSignal): Promise<Result<string, GitFailure>>;
  /** The same, empty when it fails: for questions whose failure is an answer. */
  textOf(command: readonly string[]): Promise<string>;
}

/** What differs from the ordinary. */
export interface GitOptions {
  /** Further variables of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Further configuration, as `name=value`; in a folder that is not trusted it is fixed. */
  readonly configuration?: readonly string[];
  /** Ends the command under way at once, and lets no other start. */
  readonly signal?: AbortSignal | undefined;
  /** How long a command may give no sign of life. Default: 20 s. */
  readonly silenceMs?: number;
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

/** Longest silence before the answer is "not known": a status bar must not wait for a network disk. */
const defaultSilenceMs = 20 * secondMs;

/** The one way to git. Fails when there is no such folder; whether git is there shows with the first command. */
export async function openGit(folder: string, trust: FolderTrust, options: GitOptions = {}): Promise<Result<Git, GitFailure>> {
  if (!(await isFolder(folder))) return err(failure("git-failed", `The folder ${folder} is not there.`));
  const run: Git["run"] = (command, input, signal) => {
    const signals = [options.signal, signal].filter((each) => each !== undefined);
    return runCommand(folder, trust, { ...options, signal: AbortSignal.any(signals) }, command, input);
  };
  return ok({
    run,
    textOf: async (command) => {
      const result = await run(command);
      return result.ok ? result.value : "";
    },
  });
}

/** Whether the folder lies in a repository's working files. */
export async function isRepository(git: Git): Promise<boolean> {
  return (await git.textOf(["rev-parse", "--is-inside-work-tree"])).trim() === "true";
}

/** Only what git itself calls no repository is none: it refuses one of another user, too, and that must be said. */
export function orNoRepository(cause: GitFailure, folder: string): GitFailure {
  return /not a git repository|must be run in a work tree/.test(cause.message) ? notARepository(folder) : cause;
}

/** For a folder that git does not know. */
export function notARepository(folder: string): GitFailure {
  return failure("not-a-repository", `${folder} is not in a git repository.`);
}

/**
 * Runs one command. One that keeps silent, or is to end, is ended with everything that it started, such as a filter that
 * never answers.
 */
async function runCommand(
  folder: string,
  trust: FolderTrust,
  { variables = {}, configuration = [], signal, silenceMs = defaultSilenceMs }: GitOptions,
  command: readonly string[],
  input: string | undefined,
): Promise<Result<string, GitFailure>> {
  if (signal?.aborted) return err(stopped(command));
  // Loaded late: most commands of Millrace never ask git.
  const { simpleGit } = await import("simple-git");
  // What git starts itself, such as a filter, may be deaf to its end; everything that carries this is ended with it.
  const mark = randomBytes(8).toString("hex");
  const environment: Record<string, string> = { ...personsEnvironment(), ...ownVariables, ...variables, MILLRACE_GIT: mark };
  if (!trust.isTrusted) environment.GIT_ALLOW_PROTOCOL = "none";
  const ending = new AbortController();
  const git = simpleGit({
    baseDir: folder,
    config: trust.isTrusted ? [...configuration] : harmlessConfiguration,
    unsafe: permissions,
    allowEnvironment: Object.keys(environment),
    abort: ending.signal,
    // Its own default takes a command for finished a moment after its end, whether all that it printed was read or not.
    completion: { onClose: true, onExit: false },
    ...(input === undefined ? {} : { input: () => input }),
  });
  const given = Promise.withResolvers<Result<string, GitFailure>>();
  function end(problem: GitFailure): void {
    ending.abort();
    void killLeftovers({ name: "MILLRACE_GIT", value: mark }).then(() => given.resolve(err(problem)));
  }
  const onStop = () => end(stopped(command));
  signal?.addEventListener("abort", onStop, { once: true });
  const silence = setTimeout(() => end(tooSilent(command, silenceMs)), silenceMs);
  git.outputHandler((_, standardOutput, standardError) => {
    standardOutput.on("data", () => silence.refresh());
    standardError.on("data", () => silence.refresh());
  });
  git
    .env(environment)
    .raw([...command])
    .then(
      (text) => given.resolve(ok(text)),
      (cause: unknown) => given.resolve(err(explain(command, cause))),
    );
  try {
    return await given.promise;
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener("abort", onStop);
  }
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

function explain(command: readonly string[], cause: unknown): GitFailure {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/spawn .*ENOENT/.test(message)) {
    return failure(
      "git-missing",
      "Git is not installed, or not on the PATH.",
      "Install git; everything that needs no commit works without it.",
    );
  }
  const complaint = complaintOf(message);
  const hint = complaint.includes("dubious ownership") ? "It belongs to another user: see safe.directory in git help config." : "";
  return failure("git-failed", `git ${command[0]} failed: ${complaint}`, hint);
}

/** Git may report progress first, and says the cause (`error`) before what came of it (`fatal`). */
function complaintOf(message: string): string {
  const lines = message.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const complaints = ["error: ", "fatal: "].flatMap((word) => lines.find((line) => line.startsWith(word)) ?? []);
  return complaints.join("; ") || (lines[0] ?? "it did not say why");
}

function stopped(command: readonly string[]): GitFailure {
  return failure("git-failed", `git ${command[0]} was stopped.`);
}

function tooSilent(command: readonly string[], silenceMs: number): GitFailure {
  return failure("git-failed", `git ${command[0]} gave no sign of life for ${silenceMs / secondMs} s.`);
}
