import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import type { SimpleGit, SimpleGitOptions } from "simple-git";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { endLeftovers, killLeftovers } from "../process/process.ts";

/** Why git could not tell. `git-failed` carries git's own first line. */
export type GitFailure = Failure<"git-missing" | "not-a-repository" | "git-failed" | "git-stopped">;

/** Whether the person agreed that things in this folder may run. */
export interface FolderTrust {
  readonly isTrusted: boolean;
}

/** Git in one folder. */
export interface Git {
  /** What a command prints when it is given `input`. `signal` ends this one at once. */
  run(command: readonly string[], input?: string, signal?: AbortSignal): Promise<Result<string, GitFailure>>;
  /** The same, empty when it fails: for questions whose failure is an answer. */
  textOf(command: readonly string[]): Promise<string>;
  /**
   * Runs a command that does something. What it prints is told while it prints, and that git says no is no failure: see
   * the exit code. It may keep silent for as long as it likes. `signal` asks it to end, and kills what has not ended two
   * seconds later; the failure is then `git-stopped`.
   */
  perform(command: readonly string[], options?: Performance): Promise<Result<GitEnd, GitFailure>>;
  /**
   * What a command prints, in pieces, as fast as they are asked for: meanwhile it waits, and nothing of what was read is
   * kept. Leaving the iteration, or `signal`, ends it. The value returned says whether it came to its end.
   */
  read(command: readonly string[], signal?: AbortSignal): AsyncGenerator<string, Result<undefined, GitFailure>, void>;
}

/** How to run a command that does something. */
export interface Performance {
  readonly input?: string | Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gets what it prints, in pieces as they come. */
  readonly onText?: (text: string, stream: "output" | "complaint") => void;
  /** Gets standard output byte for byte instead, of which nothing is kept: for what is no text, or may be large. */
  readonly onBytes?: (bytes: Buffer) => void;
}

/** How a command ended. */
export interface GitEnd {
  readonly exitCode: number;
  /** What it wrote to standard output, and to standard error. */
  readonly output: string;
  readonly complaint: string;
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

/** How long a command that does something may take to end by itself when it is asked to. Git takes its locks away then. */
const stopGraceMs = 2 * secondMs;

/** What a shell says of a program that was killed. */
const killedExitCode = 137;

/** The one way to git. Fails when there is no such folder; whether git is there shows with the first command. */
export async function openGit(folder: string, trust: FolderTrust, options: GitOptions = {}): Promise<Result<Git, GitFailure>> {
  if (!(await isFolder(folder))) return err(failure("git-failed", `The folder ${folder} is not there.`));
  const start = (command: readonly string[], call: Omit<Call, "command">) => {
    const signals = [options.signal, call.signal].filter((each) => each !== undefined);
    return runCommand(folder, trust, options, { ...call, command, signal: AbortSignal.any(signals) });
  };
  const run: Git["run"] = async (command, input, signal) => {
    const ended = await start(command, { input, signal, mayRefuse: false });
    return ended.ok ? ok(ended.value.output) : ended;
  };
  return ok({
    run,
    textOf: async (command) => {
      const result = await run(command);
      return result.ok ? result.value : "";
    },
    perform: (command, performance = {}) => start(command, { ...performance, mayRefuse: true }),
    read: (command, signal) => {
      const signals = [options.signal, signal].filter((each) => each !== undefined);
      return readCommand(folder, trust, options, command, AbortSignal.any(signals));
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

/** One command to run. */
interface Call extends Performance {
  readonly command: readonly string[];
  /** Whether it does something: then a refusal is an answer, silence is allowed, and it is asked to end before it is killed. */
  readonly mayRefuse: boolean;
}

/**
 * Runs one command. One that keeps silent, or is to end, is ended with everything that it started, such as a filter that
 * never answers.
 */
async function runCommand(
  folder: string,
  trust: FolderTrust,
  { variables = {}, configuration = [], silenceMs = defaultSilenceMs }: GitOptions,
  { command, input, signal, onText, onBytes, mayRefuse }: Call,
): Promise<Result<GitEnd, GitFailure>> {
  if (signal?.aborted) return err(stopped(command));
  const ending = new AbortController();
  const { git, mark } = await prepare(folder, trust, { variables, configuration }, ending.signal, {
    // Empty text would leave the command waiting for more; an empty buffer ends its input.
    ...(input === undefined ? {} : { input: () => (input === "" ? Buffer.alloc(0) : input) }),
    ...(mayRefuse ? { errors: takeRefusal } : {}),
  });
  let exitCode = 0;
  let complaint = "";
  function takeRefusal(error: Buffer | Error | undefined, ended: { exitCode: number | null }): Buffer | Error | undefined {
    // Without one, somebody killed it; a negative one is the system's: there is no such program.
    exitCode = ended.exitCode ?? killedExitCode;
    return exitCode < 0 ? error : undefined;
  }
  const given = Promise.withResolvers<Result<GitEnd, GitFailure>>();
  let isEnding = false;
  function end(problem: GitFailure): void {
    if (isEnding) return;
    isEnding = true;
    ending.abort();
    const gone = mayRefuse ? endLeftovers(mark, stopGraceMs) : killLeftovers(mark);
    void gone.then(() => given.resolve(err(problem)));
  }
  const onStop = () => end(stopped(command));
  signal?.addEventListener("abort", onStop, { once: true });
  const silence = mayRefuse ? null : setTimeout(() => end(tooSilent(command, silenceMs)), silenceMs);
  git.outputHandler((_, standardOutput, standardError) => {
    const decoders = { output: new StringDecoder("utf8"), complaint: new StringDecoder("utf8") };
    const take = (stream: "output" | "complaint") => (chunk: Buffer) => {
      silence?.refresh();
      const text = decoders[stream].write(chunk);
      if (stream === "complaint") complaint += text;
      onText?.(text, stream);
    };
    // simple-git listens already, and keeps all that it hears.
    if (onBytes !== undefined) standardOutput.removeAllListeners("data").on("data", onBytes);
    else standardOutput.on("data", take("output"));
    standardError.on("data", take("complaint"));
    // simple-git waits 50 ms more for what a silent command might still print, after it has closed both streams.
    standardOutput.once("end", () => standardOutput.emit("data", Buffer.alloc(0)));
  });
  git.raw([...command]).then(
    (output) => {
      if (!isEnding) given.resolve(ok({ exitCode, output, complaint }));
    },
    (cause: unknown) => {
      // What it started may outlive it, and is waited for.
      if (!isEnding) given.resolve(err(explain(command, cause)));
    },
  );
  try {
    return await given.promise;
  } finally {
    if (silence !== null) clearTimeout(silence);
    signal?.removeEventListener("abort", onStop);
  }
}

/** See `Git.read`. */
async function* readCommand(
  folder: string,
  trust: FolderTrust,
  options: GitOptions,
  command: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string, Result<undefined, GitFailure>, void> {
  if (signal.aborted) return err(stopped(command));
  const ending = new AbortController();
  const onStop = () => ending.abort();
  signal.addEventListener("abort", onStop, { once: true });
  const { git, mark } = await prepare(folder, trust, options, ending.signal, {});
  const started = Promise.withResolvers<NodeJS.ReadableStream | null>();
  git.outputHandler((_, standardOutput) => {
    // simple-git would read as fast as it can, and keep it all.
    standardOutput.removeAllListeners("data");
    standardOutput.on("readable", () => {});
    started.resolve(standardOutput);
  });
  const ended = git.raw([...command]).then(
    () => ok(undefined),
    (cause: unknown) => err(signal.aborted ? stopped(command) : explain(command, cause)),
  );
  const stream = await Promise.race([started.promise, ended.then(() => null)]);
  const decoder = new StringDecoder("utf8");
  let isRead = false;
  try {
    for await (const chunk of stream ?? []) yield decoder.write(chunk as Buffer);
    isRead = true;
    return await ended;
  } catch {
    // The stream was cut.
    return await ended;
  } finally {
    signal.removeEventListener("abort", onStop);
    if (!isRead) {
      ending.abort();
      await killLeftovers(mark);
    }
  }
}

/** What carries `mark` in its environment was started by this git; some of it may be deaf to its end, such as a filter. */
async function prepare(
  folder: string,
  trust: FolderTrust,
  { variables = {}, configuration = [] }: GitOptions,
  signal: AbortSignal,
  plugins: Partial<SimpleGitOptions>,
): Promise<{ git: SimpleGit; mark: { readonly name: "MILLRACE_GIT"; readonly value: string } }> {
  // Loaded late: most commands of Millrace never ask git.
  const { simpleGit } = await import("simple-git");
  const mark = { name: "MILLRACE_GIT", value: randomBytes(8).toString("hex") } as const;
  const environment: Record<string, string> = { ...personsEnvironment(), ...ownVariables, ...variables, [mark.name]: mark.value };
  if (!trust.isTrusted) environment.GIT_ALLOW_PROTOCOL = "none";
  const git = simpleGit({
    ...plugins,
    baseDir: folder,
    config: trust.isTrusted ? [...configuration] : harmlessConfiguration,
    unsafe: permissions,
    allowEnvironment: Object.keys(environment),
    abort: signal,
    // Its own default takes a command for finished a moment after its end, whether all that it printed was read or not.
    completion: { onClose: true, onExit: false },
  });
  return { git: git.env(environment), mark };
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
  return failure("git-stopped", `git ${command[0]} was stopped.`);
}

function tooSilent(command: readonly string[], silenceMs: number): GitFailure {
  return failure("git-failed", `git ${command[0]} gave no sign of life for ${silenceMs / secondMs} s.`);
}
