import { ok, type Result } from "../../../shared/result.ts";
import { secondMs } from "../../../shared/time.ts";
import { upright } from "../../../shared/visible.ts";
import { type FolderTrust, type Git, type GitFailure, openGit, readPatchIds } from "../git/git.ts";
import { claimCommits, type KnownCommit, unclaimed } from "./claim.ts";
import type { Delivered } from "./delivered.ts";
import { areFixes } from "./fixes.ts";
import { findOrigins, type Origin, type Suspicion, suspectSquashes } from "./same-patch.ts";

/** What a commit brought, and when it was begun. */
export interface Brought {
  readonly commit: KnownCommit;
  /** The first commit of which it is a squash or a rebase, by its patch; `null` for an ordinary one. */
  readonly squashOf: string | null;
  /** From when it was written until the deployment that brought it; 0 when a clock was wrong. */
  readonly leadMs: number;
}

/** What git knows of deployments. */
export interface GitFacts {
  /** The changes that each brought, by its place: merges bring none of their own, nor do the commits that releases made. */
  readonly brought: readonly (readonly Brought[])[];
  /** Whether these are nothing but fixes, by the same places. */
  readonly onlyFixes: readonly boolean[];
  /** Deployments whose commit is not in the repository. */
  readonly missing: number;
  readonly isShallow: boolean;
  /** Whether not all commits could be compared that may be squashes: too many are alike, or their files are not here. */
  readonly isCut: boolean;
}

const recordMark = "\x1e";
const listing = [
  ...["log", "--stdin", "--branches", "--remotes", "--reflog", "--no-renames", "--no-diff-merges", "--name-only"],
  `--format=${recordMark}%H%x00%P%x00%an%x00%at%x00%ct%x00%s`,
];

/** Comparing costs about a millisecond each. */
const mostCompared = 3_000;

/**
 * What each of `delivered` brought since `before`, the commits that served earlier: asks git for one log, whatever their
 * number, and for the patches of commits that may be squashes. Without any before, the first one is where counting begins:
 * what it brought is not known. `own`: commits that releases made themselves.
 */
export async function readGitFacts(
  folder: string,
  trust: FolderTrust,
  delivered: readonly Delivered[],
  before: readonly string[],
  own: readonly string[] = [],
): Promise<Result<GitFacts, GitFailure>> {
  const nothing = { brought: [], onlyFixes: [], missing: 0, isShallow: false, isCut: false };
  if (delivered.length === 0) return ok(nothing);
  const git = await openGit(folder, trust, { configuration: ["core.quotePath=false", "log.showSignature=false"] });
  if (!git.ok) return git;
  const here = await findCommits(git.value, [...before, ...delivered.map(({ commit }) => commit)]);
  if (!here.ok) return here;
  const missing = delivered.filter(({ commit, isWayBack }) => !isWayBack && !here.value.has(commit)).length;
  const first = delivered.find(({ commit }) => here.value.has(commit));
  if (first === undefined) return ok({ ...nothing, missing });
  const served = before.filter((commit) => here.value.has(commit));
  const excluded = served.length === 0 ? [first.commit] : served;
  const included = delivered.flatMap(({ commit }) => (here.value.has(commit) ? [commit] : []));
  const wanted = new Set([...included, ...excluded.map((commit) => `^${commit}`)]);
  const [listed, shallow] = await Promise.all([
    git.value.run(listing, linesOf(wanted)),
    git.value.textOf(["rev-parse", "--is-shallow-repository"]),
  ]);
  if (!listed.ok) return listed;
  const commits = commitsOf(listed.value);
  const places = new Map(commits.map(({ hash }, place) => [hash, place]));
  const claims = claimCommits(commits, places, delivered);
  const suspicions = suspectSquashes(commits, places, claims);
  const compared = suspicions.slice(0, mostCompared);
  const origins = await readOrigins(git.value, compared);
  // A clone without the files of the past cannot compare them; all the rest is known.
  const brought = changesOf(commits, claims, delivered, { origins: origins.ok ? origins.value : new Map(), own: new Set(own) });
  return ok({
    ...{ brought, onlyFixes: brought.map((changes) => areFixes(changes.map(({ commit }) => commit.subject))), missing },
    ...{ isShallow: shallow.trim() === "true", isCut: !origins.ok || compared.length < suspicions.length },
  });
}

/** Those of these hashes that are commits in the repository. */
async function findCommits(git: Git, hashes: readonly string[]): Promise<Result<Set<string>, GitFailure>> {
  const asked = [...new Set(hashes)];
  const found = await git.run(["cat-file", "--batch-check=%(objecttype)"], linesOf(asked));
  if (!found.ok) return found;
  const types = found.value.split("\n");
  return ok(new Set(asked.filter((_, place) => types[place] === "commit")));
}

/** A record is a line of fields, an empty line, and a path a line. */
function commitsOf(text: string): KnownCommit[] {
  return text
    .split(recordMark)
    .slice(1)
    .map((record) => {
      const end = record.indexOf("\n");
      const [hash = "", parents = "", author = "", authored, committed, subject = ""] = record.slice(0, end).split("\0");
      return {
        ...{ hash, parents: parents === "" ? [] : parents.split(" "), author: upright(author), subject: upright(subject) },
        ...{ authoredAt: Number(authored) * secondMs, committedAt: Number(committed) * secondMs },
        paths: record.slice(end).trim(),
      };
    });
}

/** The origins of commits, from the patches that are suspected to be the same. */
async function readOrigins(git: Git, suspicions: readonly Suspicion[]): Promise<Result<Map<string, Origin>, GitFailure>> {
  if (suspicions.length === 0) return ok(new Map());
  const asked = [...new Set(suspicions.flatMap(({ commit, tip, base }) => [commit, `${tip} ${base}`]))];
  const read = await readPatchIds(git, asked);
  if (!read.ok) return read;
  const byQuestion = new Map(asked.map((question, place) => [question, read.value[place] ?? null]));
  return ok(findOrigins(suspicions, (tip, base) => byQuestion.get(base === null ? tip : `${tip} ${base}`) ?? null));
}

function changesOf(
  commits: readonly KnownCommit[],
  claims: Int32Array,
  delivered: readonly Delivered[],
  { origins, own }: { readonly origins: ReadonlyMap<string, Origin>; readonly own: ReadonlySet<string> },
): Brought[][] {
  const brought = delivered.map((): Brought[] => []);
  for (const [place, commit] of commits.entries()) {
    const number = claims[place] ?? unclaimed;
    const at = delivered[number]?.at;
    if (at === undefined || commit.parents.length > 1 || own.has(commit.hash)) continue;
    const origin = origins.get(commit.hash);
    const leadMs = Math.max(0, at - Math.min(commit.authoredAt, origin?.authoredAt ?? commit.authoredAt));
    brought[number]?.push({ commit, squashOf: origin?.commit ?? null, leadMs });
  }
  return brought;
}

function linesOf(words: Iterable<string>): string {
  return Array.from(words, (word) => `${word}\n`).join("");
}
