import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Git, GitFailure } from "../../git/git.ts";
import { hashOf, openReleaseGit, type RefusedFailure, refusalOf, write } from "./release-git.ts";

/** A tag as it stands in the repository. */
export interface TagFacts {
  /** The commit that it stands for; `null` when it stands for none. */
  readonly commit: string | null;
  readonly isAnnotated: boolean;
  readonly isSigned: boolean;
  /** What it says, without a signature; empty for a plain one. */
  readonly message: string;
}

/** A tag that is to be made. */
export interface ReleaseTag {
  readonly name: string;
  /** Full hash. */
  readonly commit: string;
  /** Its first line is the title. */
  readonly message: string;
  /** Whether git is set up to sign it. */
  readonly isSigned: boolean;
}

/** Why there is no such tag. `tag-taken`: there is one, and it is another. */
export type TagFailure = GitFailure | RefusedFailure | Failure<"tag-taken">;

/** Reads a tag; `null` when there is none. Starts nothing, also in a folder that nobody trusts. */
export async function readTag(git: Git, name: string): Promise<TagFacts | null> {
  const object = await hashOf(git, `refs/tags/${name}`);
  if (object === null) return null;
  const commit = await hashOf(git, `refs/tags/${name}^{commit}`);
  const isAnnotated = (await git.textOf(["cat-file", "-t", object])).trim() === "tag";
  const text = isAnnotated ? await git.textOf(["cat-file", "tag", object]) : "";
  const body = text.slice(text.indexOf("\n\n") + 2);
  const signature = body.search(/^-----BEGIN (PGP|SSH|SIGNED) (SIGNATURE|MESSAGE)-----$/m);
  return { commit, isAnnotated, isSigned: signature !== -1, message: (signature === -1 ? body : body.slice(0, signature)).trim() };
}

/**
 * Makes an annotated tag, which git signs where it is set up so. One that is there already, and the same, is taken. When it
 * could not be signed there is none: git 2.39 makes an unsigned one then, and calls that a success.
 */
export async function makeReleaseTag(folder: string, tag: ReleaseTag): Promise<Result<TagFacts, TagFailure>> {
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const known = await readTag(git.value, tag.name);
  if (known !== null && isWhole(known, tag)) return ok(known);
  if (known !== null && !isOurs(known, tag)) return err(taken(tag, known));
  const cleared = await drop(git.value, tag);
  if (!cleared.ok) return cleared;
  const command = ["tag", "--annotate", "--cleanup=whitespace", "--file=-", "--end-of-options", tag.name, tag.commit];
  const ended = await git.value.perform(command, { input: `${tag.message}\n` });
  if (!ended.ok) return ended;
  if (ended.value.exitCode !== 0) return err(refusalOf(command, ended.value));
  const made = await readTag(git.value, tag.name);
  if (made === null) return err(failure("git-refused", `The tag ${tag.name} was made and is not there.`));
  if (!tag.isSigned || made.isSigned) return ok(made);
  const dropped = await drop(git.value, tag);
  return dropped.ok ? err(refusalOf(command, ended.value)) : dropped;
}

/** Removes the tag that {@link makeReleaseTag} made; another one of its name stays. */
export async function dropReleaseTag(folder: string, tag: ReleaseTag): Promise<Result<undefined, TagFailure>> {
  const git = await openReleaseGit(folder);
  if (!git.ok) return git;
  const known = await readTag(git.value, tag.name);
  return known === null || !isOurs(known, tag) ? ok(undefined) : drop(git.value, tag);
}

async function drop(git: Git, { name }: ReleaseTag): Promise<Result<undefined, TagFailure>> {
  const object = await hashOf(git, `refs/tags/${name}`);
  if (object === null) return ok(undefined);
  const dropped = await write(git, ["update-ref", "--no-deref", "-d", `refs/tags/${name}`, object]);
  return dropped.ok ? ok(undefined) : dropped;
}

function isWhole(known: TagFacts, tag: ReleaseTag): boolean {
  return isOurs(known, tag) && known.isSigned === tag.isSigned && known.message !== "";
}

/** Where git could not sign, it may have lost the message, too. */
function isOurs(known: TagFacts, tag: ReleaseTag): boolean {
  return known.isAnnotated && known.commit === tag.commit && (known.message === "" || plain(known.message) === plain(tag.message));
}

/** As git's clean-up leaves it, whichever it was. */
function plain(text: string): string {
  return text
    .replaceAll(/[ \t]+$/gm, "")
    .replaceAll(/\n{2,}/g, "\n")
    .trim();
}

function taken({ name, commit }: ReleaseTag, known: TagFacts): TagFailure {
  const where = known.commit === commit ? "with another message" : `at ${known.commit?.slice(0, 7) ?? "no commit"}`;
  return failure(
    "tag-taken",
    `The tag ${name} is there already, ${where}.`,
    "Somebody made it meanwhile: undo this release, and plan it again.",
  );
}
