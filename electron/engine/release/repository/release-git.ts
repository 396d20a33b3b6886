import { isUtf8 } from "node:buffer";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { type Git, type GitEnd, type GitFailure, openGit } from "../../git/git.ts";

/** What git would not do, in its own words. */
export type RefusedFailure = Failure<"git-refused">;

/**
 * Git for what a release writes into the repository of a trusted folder. None of its hooks takes part: a release is the same
 * on every machine, and nothing but the pipeline may have a say in it. What it writes is on the disk when it has ended.
 */
export function openReleaseGit(folder: string, variables: Readonly<Record<string, string>> = {}): Promise<Result<Git, GitFailure>> {
  return openGit(
    folder,
    { isTrusted: true },
    {
      configuration: ["core.hooksPath=/dev/null", "core.fsmonitor=false", "core.fsync=all"],
      variables: { GIT_EDITOR: ":", GIT_MERGE_AUTOEDIT: "no", ...variables },
    },
  );
}

/** What a command that changes something prints, without the last line feed; or git's refusal, as `git-refused`. */
export async function write(
  git: Git,
  command: readonly string[],
  input?: string | Buffer,
): Promise<Result<string, GitFailure | RefusedFailure>> {
  const ended = await git.perform(command, { input });
  if (!ended.ok) return ended;
  return ended.value.exitCode === 0 ? ok(ended.value.output.replace(/\n$/, "")) : err(refusalOf(command, ended.value));
}

/** Why a command did not do what it was to do, in git's words. */
export function refusalOf(command: readonly string[], { complaint, output }: GitEnd): RefusedFailure {
  const lines = `${complaint}\n${output}`.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("hint:"));
  const told = lines.slice(0, 5).map((line) => line.replace(/^(fatal|error): /, ""));
  return failure("git-refused", `git ${command[0]} did not: ${told.join("; ").replace(/[.;]*$/, "") || "it did not say why"}.`);
}

/** The full hash that a name stands for; `null` without. `name` is one of ours, or comes behind a prefix of ours. */
export async function hashOf(git: Git, name: string): Promise<string | null> {
  const text = await git.textOf(["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
  return /^[0-9a-f]{40,64}$/.exec(text.trim())?.[0] ?? null;
}

/** A file of a commit, byte for byte; `null` when there is none, or it is no plain file. `path` is relative to the folder of `git`. */
export async function readBlob(git: Git, commit: string, path: string): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  const ended = await git.perform(["cat-file", "blob", `${commit}:./${path}`], { onBytes: (bytes) => pieces.push(bytes) });
  return ended.ok && ended.value.exitCode === 0 ? Buffer.concat(pieces) : null;
}

/** The text of bytes in UTF-8, with its mark when it has one; `null` for others. */
export function textOf(bytes: Buffer | null): string | null {
  return bytes !== null && isUtf8(bytes) ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) : null;
}

/** A file of a commit. */
export interface TreeFile {
  /** Octal, as in `100644`. */
  readonly mode: string;
  /** Relative to the folder of `git`, with `/`. */
  readonly path: string;
}

/** The files of a commit below the folder of `git`. */
export async function listFiles(git: Git, commit: string): Promise<Result<TreeFile[], GitFailure>> {
  const listed = await git.run(["ls-tree", "-r", "-z", commit, "--", "."]);
  if (!listed.ok) return listed;
  return ok(
    listed.value.split("\0").flatMap((record) => {
      const [, mode, path] = /^(\d{6}) blob [0-9a-f]+\t(.+)$/s.exec(record) ?? [];
      return mode === undefined || path === undefined ? [] : [{ mode, path }];
    }),
  );
}
