import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Verification } from "../../../../shared/contract/releases.ts";
import { type FolderTrust, type Git, openGit } from "../../git/git.ts";
import { hashOf } from "../repository/release-git.ts";
import { readTag } from "../repository/release-tag.ts";

/** A tag as it was recorded when it was made. */
export interface RecordedTag {
  readonly name: string;
  readonly commit: string;
  readonly isSigned: boolean;
}

/** Checks that a tag is there and stands where it stood, and whose signature it has. */
export async function verifyTag(folder: string, trust: FolderTrust, tag: RecordedTag): Promise<Verification[]> {
  const subject = `tag ${tag.name}`;
  const opened = await openGit(folder, trust);
  if (!opened.ok) return [{ subject, isGood: false, detail: opened.failure.message }];
  const git = opened.value;
  const found = await readTag(git, tag.name);
  const commit = tag.commit.slice(0, 10);
  if (found === null) {
    const isThere = (await hashOf(git, `${tag.commit}^{commit}`)) !== null;
    return [
      { subject, isGood: false, detail: `It was deleted.${isThere ? ` git tag ${tag.name} ${commit} brings a plain one back.` : ""}` },
    ];
  }
  if (found.commit !== tag.commit)
    return [
      { subject, isGood: false, detail: `It was moved: it stands at ${found.commit?.slice(0, 10) ?? "no commit"} instead of ${commit}.` },
    ];
  const checks: Verification[] = [
    {
      subject,
      isGood: found.isAnnotated,
      detail: found.isAnnotated ? `It stands at ${commit}.` : "It was replaced by a plain one, without a message.",
    },
  ];
  if (tag.isSigned || found.isSigned) checks.push(await verifySignature(git, folder, trust, tag, found.isSigned));
  return checks;
}

async function verifySignature(
  git: Git,
  folder: string,
  trust: FolderTrust,
  { name }: RecordedTag,
  isSigned: boolean,
): Promise<Verification> {
  const subject = "signature";
  if (!isSigned) return { subject, isGood: false, detail: "The tag was signed, and is not any more." };
  if (!trust.isTrusted) return { subject, isGood: false, detail: "Not checked: the folder, which says how, is not trusted." };
  const own = await allowOwnKey(git, folder);
  try {
    const asking = own === null ? git : await openWith(folder, own.file);
    const ended = await asking?.perform(["verify-tag", name]);
    if (ended?.ok !== true) return { subject, isGood: false, detail: "Git could not be asked." };
    const { exitCode, complaint, output } = ended.value;
    const lines = `${complaint}\n${output}`
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    const said =
      lines.find((line) => /good|bad|no |can't|could not|expired|error|revoked/i.test(line)) ?? lines[0] ?? "git did not say why";
    return { subject, isGood: exitCode === 0, detail: said.replace(/^(gpg|error|fatal): /i, "").replace(/\.?$/, ".") };
  } finally {
    await own?.remove();
  }
}

/**
 * Where nobody named the keys that may sign (`gpg.ssh.allowedSignersFile`), git checks no signature of ssh at all; then the
 * person's own key is the one that may. `null` when git needs no such help, or there is no key.
 */
async function allowOwnKey(git: Git, folder: string): Promise<{ readonly file: string; remove(): Promise<void> } | null> {
  const value = async (name: string) => (await git.textOf(["config", "--get", name])).trim();
  if ((await value("gpg.format")) !== "ssh" || (await value("gpg.ssh.allowedSignersFile")) !== "") return null;
  const key = await publicKey(await value("user.signingKey"), folder);
  if (key === null) return null;
  const place = await mkdtemp(join(tmpdir(), "millrace-signers-"));
  const file = join(place, "allowed");
  await writeFile(file, `* ${key}\n`, { mode: 0o600 });
  return { file, remove: () => rm(place, { recursive: true, force: true }) };
}

async function publicKey(setting: string, folder: string): Promise<string | null> {
  const literal = setting.replace(/^key::/, "");
  if (/^(ssh|ecdsa|sk)-/.test(literal)) return literal;
  if (setting === "") return null;
  const path = resolve(folder, setting.replace(/^~(?=\/)/, homedir()));
  const text = await readFile(path.endsWith(".pub") ? path : `${path}.pub`, "utf8").catch(() => "");
  const [type, base64] = text.trim().split(/\s+/);
  return type === undefined || base64 === undefined ? null : `${type} ${base64}`;
}

async function openWith(folder: string, signers: string): Promise<Git | null> {
  const opened = await openGit(folder, { isTrusted: true }, { configuration: [`gpg.ssh.allowedSignersFile=${signers}`] });
  return opened.ok ? opened.value : null;
}
