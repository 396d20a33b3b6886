import { execFileSync } from "node:child_process";
import {
  compareVersions,
  detectPrefix,
  lastPreRelease,
  type ReleaseCommit,
  type VersionTag,
  versionTags,
} from "../../../electron/engine/release/version/version.ts";
import type { PublicRepository } from "./repositories.ts";

/** A release that was made, and what its maker had before it. */
export interface PastRelease {
  readonly tag: VersionTag;
  /** The newest release in its history; `null` before the first. */
  readonly previous: VersionTag | null;
  /** Those in its history, the highest first. */
  readonly tags: readonly VersionTag[];
  /** Since the previous one, the newest first. */
  readonly commits: readonly ReleaseCommit[];
  /** Since the newest pre-release of any channel, and of its own; `null` where there is none. */
  readonly sincePreRelease: readonly ReleaseCommit[] | null;
  readonly sinceChannel: readonly ReleaseCommit[] | null;
  /** Whether a version between it and the previous one was tagged on a branch that it does not build on. */
  readonly isBesideAnother: boolean;
}

/** The whole history that tags lead to. */
export interface PastHistory {
  readonly prefix: string;
  readonly commitCount: number;
  readonly releases: readonly PastRelease[];
  /** What a release on this commit would add to the previous one of that past release. */
  since(release: PastRelease, commit: string): readonly ReleaseCommit[];
}

/** Reads a clone once; then each release is put back to where its maker stood. */
export function readPast(folder: string, { name, part }: PublicRepository): PastHistory {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, maxBuffer: 1 << 30, encoding: "utf8" });
  const listed = git("for-each-ref", "--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)", "refs/tags");
  const all = listed.split("\n").flatMap((line) => {
    const [tag = "", object = "", target = "", seconds] = line.split("\0");
    return tag === "" ? [] : [{ name: tag, commit: target === "" ? object : target, taggedAt: Number(seconds) * 1_000, isReached: true }];
  });
  const prefix = detectPrefix(all, part?.name ?? name.replace(/.*\//, ""));
  const commits = commitsOf(git("log", "-z", "--format=tformat:%H%x00%P%x00%an%x00%ct%x00%B", "--no-notes", "--tags"));
  const inPart = part === null ? null : new Set(git("log", "--format=%H", "--full-history", "--tags", "--", part.path).split("\n"));
  const places = new Map(commits.map(({ commit }, index) => [commit, index]));
  const history = (commit: string) => {
    const found = new Uint8Array(commits.length);
    const waiting = [commit];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const place = places.get(next);
      if (place === undefined || found[place] === 1) continue;
      found[place] = 1;
      waiting.push(...(commits[place]?.parents ?? []));
    }
    return found;
  };
  const since = (previous: VersionTag | null, commit: string) => {
    const had = previous === null ? null : history(previous.commit);
    const has = history(commit);
    return commits.filter((each, place) => has[place] === 1 && had?.[place] !== 1 && (inPart === null || inPart.has(each.commit)));
  };
  const known = versionTags(all, prefix).filter(({ commit }) => places.has(commit));
  // Some releases have two tags, with and without a v.
  const tags = known.filter((tag, index) => index === 0 || compareVersions(tag.version, (known[index - 1] as VersionTag).version) !== 0);
  const releases = tags.map((tag) => {
    const has = history(tag.commit);
    const before = tags.filter(({ commit }) => commit !== tag.commit && has[places.get(commit) ?? -1] === 1);
    const previous = before.find(({ version }) => version.preRelease.length === 0) ?? null;
    const [first] = tag.version.preRelease;
    const [any, own] = [lastPreRelease(before, null), typeof first === "string" ? lastPreRelease(before, first) : null];
    const isBesideAnother = tags.some(
      (each) =>
        each.version.preRelease.length === 0 &&
        !before.includes(each) &&
        compareVersions(each.version, tag.version) < 0 &&
        previous !== null &&
        compareVersions(each.version, previous.version) > 0,
    );
    const sincePreRelease = any === null ? null : since(any, tag.commit);
    const sinceChannel = own === null ? null : since(own, tag.commit);
    return { tag, previous, tags: before, commits: since(previous, tag.commit), sincePreRelease, sinceChannel, isBesideAnother };
  });
  return { prefix, commitCount: commits.length, releases, since: ({ previous }, commit) => since(previous, commit) };
}

function commitsOf(log: string): ReleaseCommit[] {
  const fields = log.split("\0");
  const commits: ReleaseCommit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [commit = "", parents = "", author = "", seconds = "", message = ""] = fields.slice(at, at + 5);
    commits.push({
      commit,
      parents: parents.split(" ").filter((each) => each !== ""),
      author,
      committedAt: Number(seconds) * 1_000,
      message,
    });
  }
  return commits;
}
