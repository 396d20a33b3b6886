import type { Git } from "../git/git.ts";

/** What a list says of a commit. */
export interface CommitWords {
  readonly subject: string;
  readonly author: string;
}

/** What these commits say, by hash; those that git does not know are left out. */
export async function describeCommits(git: Git, commits: readonly string[]): Promise<Map<string, CommitWords>> {
  if (commits.length === 0) return new Map();
  const quiet = ["--no-color", "--no-show-signature", "--no-decorate", "--no-notes", "--no-patch", "--encoding=UTF-8"];
  const text = await git.textOf([
    "log",
    "-z",
    "--no-walk=unsorted",
    "--ignore-missing",
    "--format=tformat:%H%x00%an%x00%s",
    ...quiet,
    ...commits,
    "--",
  ]);
  const values = text.split("\0");
  const words = new Map<string, CommitWords>();
  for (let place = 0; place + 2 < values.length; place += 3)
    words.set(values[place] ?? "", { author: values[place + 1] ?? "", subject: (values[place + 2] ?? "").slice(0, maxSubjectCharacters) });
  return words;
}

/** A subject is a line of a list. */
const maxSubjectCharacters = 500;
