import type { Tag } from "../../../../shared/contract/code/history.ts";
import { err, ok, type Result } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import { asked } from "../asked.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import { keeping } from "../folder/undo-store.ts";
import { checkName, findCommit, hashOf } from "../names.ts";
import type { Repository } from "../repository.ts";

const fields = [
  "%(refname:strip=2)",
  "%(objecttype)",
  "%(objectname)",
  "%(*objecttype)",
  "%(*objectname)",
  "%(contents:subject)",
  "%(contents:body)",
  "%(creatordate:unix)",
];

/** A list shows the beginning of what a tag says. */
const maxMessageCharacters = 4_000;

/** The tags of commits, the newest first. */
export async function readTags(git: Git): Promise<Result<Tag[], CodeFailure>> {
  const listed = await asked(git, ["for-each-ref", "--sort=-creatordate", `--format=${fields.join("%00")}%00`, "refs/tags"]);
  if (!listed.ok) return listed;
  const values = listed.value.split("\0");
  const tags: Tag[] = [];
  for (let index = 0; index + fields.length <= values.length; index += fields.length) {
    const [first = "", type, hash = "", innerType, innerHash = "", subject = "", body = "", at] = values.slice(
      index,
      index + fields.length,
    );
    const name = first.replace(/^\n/, "");
    const commit = type === "commit" ? hash : innerType === "commit" ? innerHash : await commitBehind(git, hash);
    if (commit === null) continue;
    const message = `${subject}${body === "" ? "" : `\n\n${body}`}`.trim().slice(0, maxMessageCharacters);
    tags.push({ name, commit, message: type === "tag" ? message : null, at: Number(at) * 1_000 });
  }
  return ok(tags);
}

/** Makes a tag: with a message an annotated one, which is signed where git is set up so; without one a plain name. */
export async function createTag(
  folder: string,
  git: Git,
  { name, revision, message }: { readonly name: string; readonly revision: string; readonly message: string },
): Promise<Result<undefined, CodeFailure>> {
  const checked = await checkName(git, "tag", name);
  if (!checked.ok) return checked;
  const found = await findCommit(folder, git, revision);
  if (!found.ok) return found;
  const { commit } = found.value;
  // A plain name cannot be signed; told to sign every tag, git would ask for a message.
  const made =
    message.trim() === ""
      ? await asked(git, ["tag", "--no-sign", "--end-of-options", name, commit])
      : await asked(git, ["tag", "--annotate", "--cleanup=whitespace", "--file=-", "--end-of-options", name, commit], message);
  return made.ok ? ok(undefined) : made;
}

/** Removes a tag here; brought back, it is exactly the same again. */
export async function deleteTag(repository: Repository, name: string, nowMs: number): Promise<Result<{ undoId: string }, CodeFailure>> {
  const ref = `refs/tags/${name}`;
  const target = await hashOf(repository.reader, ref);
  if (target === null) return err(impossible(`There is no tag ${JSON.stringify(name)}.`, "It may have been removed already."));
  return keeping(repository, { kind: "ref", ref, target }, nowMs, ["update-ref", "--no-deref", "-d", ref, target]);
}

async function commitBehind(git: Git, hash: string): Promise<string | null> {
  return hashOf(git, `${hash}^{commit}`);
}
