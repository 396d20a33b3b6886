import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { minuteMs, secondMs } from "../../../../shared/time.ts";
import type { FolderTrust, Git, GitFailure } from "../../git/git.ts";
import { askProgram, findProgram } from "../../process/process.ts";
import { openReleaseGit, type RefusedFailure, refusalOf } from "./release-git.ts";

/** How releases of a repository are signed. */
export interface Signing {
  /** Whether an annotated tag will be signed. */
  readonly isSigned: boolean;
  /** Why it, or the release's commit, could not be signed; `null` when nothing is known against it. */
  readonly signingProblem: string | null;
}

/** Finds out what can be told without using the key, which may ask a person. In a folder that is not trusted nothing is started. */
export async function readSigning(git: Git, folder: string, { isTrusted }: FolderTrust): Promise<Signing> {
  const { signsTags, signsAny } = await readSettings(git);
  if (!signsAny || !isTrusted) return { isSigned: signsTags, signingProblem: null };
  const key = await settingOf(git, "user.signingKey");
  const format = (await settingOf(git, "gpg.format")) || "openpgp";
  return {
    isSigned: signsTags,
    signingProblem: format === "ssh" ? await sshProblem(git, folder, key) : await gpgProblem(git, format, key),
  };
}

/**
 * Signs something that is thrown away, in a trusted folder that signs its releases: a key that is there may still not sign, and
 * that is better known before a release has begun. Nothing of it comes into the repository.
 */
export async function trySigning(folder: string, commit: string): Promise<Result<undefined, GitFailure | RefusedFailure>> {
  const plain = await openReleaseGit(folder);
  if (!plain.ok) return plain;
  if (!(await readSettings(plain.value)).signsAny) return ok(undefined);
  const objects = resolve(folder, (await plain.value.textOf(["rev-parse", "--git-path", "objects"])).replace(/\n$/, ""));
  const scratch = await mkdtemp(join(tmpdir(), "millrace-signing-"));
  try {
    const apart = { GIT_OBJECT_DIRECTORY: scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects) };
    const git = await openReleaseGit(folder, apart);
    if (!git.ok) return git;
    const command = ["commit-tree", "-S", "-m", "Millrace tries the key", `${commit}^{tree}`];
    const ended = await git.value.perform(command, { signal: AbortSignal.timeout(personMs) });
    if (!ended.ok) return ended;
    return ended.value.exitCode === 0 ? ok(undefined) : err(failure("git-refused", refusalOf(command, ended.value).message));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readSettings(git: Git): Promise<{ readonly signsTags: boolean; readonly signsAny: boolean }> {
  const isSet = async (name: string) => (await git.textOf(["config", "--type=bool", "--get", name])).trim() === "true";
  const signsTags = (await isSet("tag.gpgSign")) || (await isSet("tag.forceSignAnnotated"));
  return { signsTags, signsAny: signsTags || (await isSet("commit.gpgSign")) };
}

async function settingOf(git: Git, name: string): Promise<string> {
  return (await git.textOf(["config", "--get", name])).trim();
}

/** How long a person may look for the words of a key. */
const personMs = 5 * minuteMs;

/** A list of keys is read from a file, or asked of an agent that may have to be started first. */
const patienceMs = 10 * secondMs;

/** Whether the program has a secret key for whoever signs; without one by name it takes the person's, as git does. */
async function gpgProblem(git: Git, format: string, key: string): Promise<string | null> {
  const usual = format === "x509" ? "gpgsm" : "gpg";
  const program =
    (await settingOf(git, `gpg.${format}.program`)) || (format === "openpgp" ? await settingOf(git, "gpg.program") : "") || usual;
  const file = await findProgram(program, process.env.PATH ?? "");
  if (file === null) return `${program}, which is to sign it, is not there`;
  // A program of one's own may be anything: only those that are known are asked.
  if (!/(^|[\\/])gpg(sm|2)?(\.exe)?$/.test(file)) return null;
  const person = (await git.textOf(["var", "GIT_COMMITTER_IDENT"])).replace(/>.*$/s, ">");
  const wanted = key === "" ? person : key;
  const args = ["--batch", "--with-colons", "--list-secret-keys", "--", wanted];
  const answer = await askProgram({ file, args, cwd: tmpdir(), environment: process.env, timeoutMs: patienceMs });
  // What does not answer in time may still sign.
  if (answer === null) return null;
  return answer.exitCode === 0 && /^(sec|crs):/m.test(answer.text) ? null : `${program} has no secret key for ${wanted}`;
}

/** What can be told of a key for ssh beforehand: one in the agent, or by its own words, shows when it is used. */
async function sshProblem(git: Git, folder: string, key: string): Promise<string | null> {
  if (key === "") {
    const asks = (await settingOf(git, "gpg.ssh.defaultKeyCommand")) !== "";
    return asks ? null : "git is told to sign with ssh, and with no key: user.signingKey is not set";
  }
  if (key.startsWith("key::") || key.startsWith("ssh-")) return null;
  const file = resolve(folder, key.replace(/^~(?=\/)/, homedir()));
  return access(file, constants.R_OK).then(
    () => null,
    () => `the key that git is told to sign with cannot be read: ${file}`,
  );
}
