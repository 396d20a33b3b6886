import type { Result } from "../../../../shared/result.ts";
import { upright } from "../../../../shared/visible.ts";
import type { Git, GitFailure } from "../../git/git.ts";

/** What `git log` tells of a commit. */
export interface CommitRecord {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly author: string;
  readonly email: string;
  /** When it was authored. */
  readonly at: number;
  /** At most 500 characters. */
  readonly subject: string;
  /** Without the subject; empty unless it was asked for. */
  readonly body: string;
}

/** What has to be asked for, so that {@link readCommits} understands the answer. */
const fields = ["%H", "%P", "%T", "%an", "%ae", "%at", "%s"];

/** A subject is a line of a table. */
const maxSubjectCharacters = 500;

/**
 * Commits in git's order, which is by date, as fast as they are asked for. `selection` chooses them: revisions, and paths
 * behind `--`.
 */
export async function* readCommits(
  git: Git,
  selection: readonly string[],
  options: { readonly hasBody: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<CommitRecord, Result<undefined, GitFailure>, void> {
  const asked = options.hasBody ? [...fields, "%b"] : fields;
  const format = `--format=tformat:${asked.join("%x00")}`;
  const quiet = ["--no-color", "--no-show-signature", "--no-decorate", "--no-notes", "--no-patch", "--encoding=UTF-8"];
  const reading = git.read(["log", "-z", format, ...quiet, ...selection], options.signal);
  let rest = "";
  let record: string[] = [];
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done === true) return next.value;
      const parts = (rest + next.value).split("\0");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        record.push(part);
        if (record.length < asked.length) continue;
        yield recordOf(record);
        record = [];
      }
    }
  } finally {
    await reading.return({ ok: true, value: undefined });
  }
}

function recordOf([
  commit = "",
  parents = "",
  tree = "",
  author = "",
  email = "",
  at = "",
  subject = "",
  body = "",
]: string[]): CommitRecord {
  return {
    commit,
    parents: parents === "" ? [] : parents.split(" "),
    tree,
    author: upright(author),
    email,
    at: Number(at) * 1_000,
    subject: upright(subject.slice(0, maxSubjectCharacters)),
    body,
  };
}
