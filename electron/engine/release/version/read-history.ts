import { err, ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { Git, GitFailure } from "../../git/git.ts";
import { lastPreRelease, previousRelease } from "./next-version.ts";
import { detectPrefix, type GitTag, type VersionTag, versionTags } from "./tags.ts";
import type { ReleaseCommit } from "./weigh-commits.ts";

/** What of a repository a release follows from. */
export interface ReleaseHistory {
  /** What stands before the version in a tag. */
  readonly prefix: string;
  /** All that name a version behind this prefix, the highest first. */
  readonly tags: readonly VersionTag[];
  /** The newest release in the history; `null` before the first. */
  readonly previous: VersionTag | null;
  /** Since then, the newest first. */
  readonly commits: readonly ReleaseCommit[];
  /** Since the newest pre-release of any channel that no release has followed yet; `null` where there is none. */
  readonly sincePreRelease: readonly ReleaseCommit[] | null;
  /** The same for the channel that was asked for; `null` without one. */
  readonly sinceChannel: readonly ReleaseCommit[] | null;
  /** Whether `commits` are all; before the first release only the newest are read. */
  readonly isWhole: boolean;
  /** Where the project is pushed to, as git's configuration has it; `null` without a remote. */
  readonly remoteUrl: string | null;
}

/** What to look for. */
export interface HistoryRequest {
  /** Full hash of the commit that a release would build on. */
  readonly commit: string;
  /** As `millrace.yml` has it; `null` to find it out. */
  readonly prefix: string | null;
  readonly projectName: string;
  /** Of a pre-release; `null` for a release. */
  readonly channel: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** Nobody reads more of what came before a first release. */
const maxFirstCommits = 2_000;

const fields = ["%H", "%P", "%an", "%ct", "%B"];

/**
 * Reads tags, and the commits since the newest release that `commit` has in its history: those that changed something in
 * the folder of `git`, where that is only a part of the repository.
 */
export async function readReleaseHistory(git: Git, request: HistoryRequest): Promise<Result<ReleaseHistory, GitFailure>> {
  const { commit, projectName, signal } = request;
  const [all, reached, folder, remotes] = await Promise.all([
    readTags(git, []),
    readTags(git, [`--merged=${commit}`]),
    git.textOf(["rev-parse", "--show-prefix"]),
    git.textOf(["config", "--local", "-z", "--get-regexp", "^remote\\..*\\.url$"]),
  ]);
  if (!all.ok) return all;
  if (!reached.ok) return reached;
  const names = new Set(reached.value.map(({ name }) => name));
  const known = all.value.map((tag) => ({ ...tag, isReached: names.has(tag.name) }));
  const prefix = request.prefix ?? detectPrefix(known, projectName);
  const tags = versionTags(known, prefix);
  const previous = previousRelease(tags);
  const part = ["--", ...(folder.trim() === "" ? [] : ["."])];
  const since = (tag: VersionTag | null) => (tag === null ? ok(null) : readCommits(git, [commit, `^${tag.commit}`, ...part], signal));
  const commits =
    previous === null ? await readCommits(git, [`--max-count=${maxFirstCommits}`, commit, ...part], signal) : await since(previous);
  if (!commits.ok) return commits;
  const read = commits.value ?? [];
  const any = lastPreRelease(tags, null);
  const own = request.channel === null ? null : lastPreRelease(tags, request.channel);
  const sinceAny = await since(any);
  if (!sinceAny.ok) return sinceAny;
  const sinceOwn = own?.commit === any?.commit ? sinceAny : await since(own);
  if (!sinceOwn.ok) return sinceOwn;
  const isWhole = previous !== null || read.length < maxFirstCommits;
  return ok({
    ...{ prefix, tags, previous, isWhole, remoteUrl: remoteOf(remotes) },
    ...{ commits: read, sincePreRelease: sinceAny.value, sinceChannel: sinceOwn.value },
  });
}

/** Tags of commits, as `git for-each-ref` selects them. */
export async function readTags(git: Git, selection: readonly string[]): Promise<Result<Omit<GitTag, "isReached">[], GitFailure>> {
  // The commit behind an annotated tag is %(*objectname); without one it is the object itself.
  const format = "--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)%00%(creatordate:unix)";
  const listed = await git.run(["for-each-ref", format, ...selection, "refs/tags"]);
  if (!listed.ok) return listed;
  return ok(
    listed.value.split("\n").flatMap((line) => {
      const [name = "", object = "", target = "", kind, targetKind, seconds] = line.split("\0");
      const commit = kind === "commit" ? object : targetKind === "commit" ? target : "";
      return commit === "" ? [] : [{ name, commit, taggedAt: Number(seconds) * secondMs }];
    }),
  );
}

async function readCommits(git: Git, selection: readonly string[], signal?: AbortSignal): Promise<Result<ReleaseCommit[], GitFailure>> {
  const quiet = ["--no-color", "--no-show-signature", "--no-decorate", "--no-notes", "--no-patch", "--encoding=UTF-8"];
  const reading = git.read(["log", "-z", `--format=tformat:${fields.join("%x00")}`, ...quiet, ...selection], signal);
  const commits: ReleaseCommit[] = [];
  let rest = "";
  let record: string[] = [];
  for (;;) {
    const next = await reading.next();
    if (next.done === true) return next.value.ok ? ok(commits) : err(next.value.failure);
    const parts = (rest + next.value).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      record.push(part);
      if (record.length < fields.length) continue;
      commits.push(commitOf(record));
      record = [];
    }
  }
}

function commitOf([commit = "", parents = "", author = "", seconds = "", message = ""]: string[]): ReleaseCommit {
  return { commit, parents: parents === "" ? [] : parents.split(" "), author, committedAt: Number(seconds) * secondMs, message };
}

/** That of `origin`, or of the only one. */
function remoteOf(text: string): string | null {
  const urls = text.split("\0").flatMap((entry) => {
    const [key = "", url = ""] = entry.split("\n");
    return url === "" ? [] : [{ key, url }];
  });
  const origin = urls.find(({ key }) => key === "remote.origin.url");
  return origin?.url ?? (urls.length === 1 ? (urls[0]?.url ?? null) : null);
}
