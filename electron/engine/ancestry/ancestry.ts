import { createHash } from "node:crypto";
import { err, failure, ok, type Result } from "../../../shared/result.ts";
import { dayMs, secondMs } from "../../../shared/time.ts";
import { type FolderTrust, type Git, type GitFailure, openGit } from "../git/git.ts";
import { type CommitGraph, createCommitGraph, type GrowingGraph } from "./commit-graph.ts";
import { addCommits, type NoteOf } from "./read-commits.ts";

export { arrivals, type CommitGraph, firstHolders, holdersOf, reachedFrom } from "./commit-graph.ts";

/** Where every branch and tag stood at one moment. */
export interface Tips {
  /** By full name, such as `refs/heads/main`; annotated tags by the commit behind them. */
  readonly commits: ReadonlyMap<string, string>;
  /** `null` before the first commit. */
  readonly head: string | null;
  /** Another one as soon as any of them has moved. */
  readonly fingerprint: string;
}

/** What a repository's commits build on, as of now. */
export interface Ancestry<Note> {
  readonly graph: CommitGraph<Note>;
  readonly tips: Tips;
  /** Commits before this moment may not be in the graph; 0 when all are. */
  readonly sinceMs: number;
}

/** What to read. */
export interface AncestryRequest {
  readonly folder: string;
  readonly trust: FolderTrust;
  /** From when on commits are asked for. */
  readonly sinceMs: number;
  /** Commits that are asked for although no branch and no tag may lead to them any more. */
  readonly also: readonly string[];
}

/** Keeps the ancestry of repositories in memory, and reads on where branches have moved. */
export interface AncestryReader<Note> {
  read(request: AncestryRequest): Promise<Result<Ancestry<Note>, GitFailure>>;
}

interface Memory<Note> {
  readonly graph: GrowingGraph<Note>;
  readonly sinceMs: number;
  /** What was read up to. */
  tips: Tips;
  readonly also: Set<string>;
}

/** The newest commits of all; nobody looks further back, and a history may be endless. */
const maxCommits = 400_000;
/** Dates of commits are those of their authors' clocks. */
const clockSlackMs = 2 * dayMs;
/** Repositories that are kept in memory; the one that was asked for longest ago makes room. */
const maxRepositories = 4;
/** As many tips are named to git as not to be read again; of more, a few commits are read twice. */
const maxHidden = 200;

const fullHash = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Makes a reader. `noteOf` finds in a message what is kept of it. */
export function createAncestryReader<Note>(noteOf: NoteOf<Note>): AncestryReader<Note> {
  const memories = new Map<string, Memory<Note>>();
  const going = new Map<string, Promise<unknown>>();

  async function readNow({ folder, trust, sinceMs, also }: AncestryRequest): Promise<Result<Ancestry<Note>, GitFailure>> {
    const opened = await openGit(folder, trust);
    if (!opened.ok) return opened;
    const git = opened.value;
    const tips = await readTips(git);
    if (!tips.ok) return tips;
    const known = memories.get(folder);
    const memory = known !== undefined && known.sinceMs <= sinceMs ? known : null;
    const fresh = memory ?? {
      graph: createCommitGraph<Note>(),
      sinceMs: Math.max(0, sinceMs - clockSlackMs),
      tips: tips.value,
      also: new Set<string>(),
    };
    const read = memory === null ? await readAll(git, fresh, tips.value) : await readOn(git, fresh, tips.value);
    if (!read.ok) return read;
    await readAlso(git, fresh, also);
    fresh.tips = tips.value;
    memories.delete(folder);
    memories.set(folder, fresh);
    const [oldest] = memories.keys();
    if (memories.size > maxRepositories && oldest !== undefined) memories.delete(oldest);
    return ok({ graph: fresh.graph, tips: tips.value, sinceMs: fresh.sinceMs });
  }

  function readAll(git: Git, { graph, sinceMs }: Memory<Note>, tips: Tips): Promise<Result<undefined, GitFailure>> {
    if (tips.commits.size === 0 && tips.head === null) return Promise.resolve(ok(undefined));
    const head = tips.head === null ? [] : [tips.head];
    const bounds = [`--max-count=${maxCommits}`, ...since(sinceMs)];
    return addCommits(git, [...bounds, "--branches", "--tags", "--remotes", ...head, "--"], graph, noteOf);
  }

  async function readOn(git: Git, { graph, sinceMs, tips: before }: Memory<Note>, tips: Tips): Promise<Result<undefined, GitFailure>> {
    if (before.fingerprint === tips.fingerprint) return ok(undefined);
    const all = [...tips.commits.values(), ...(tips.head === null ? [] : [tips.head])];
    const fresh = [...new Set(all)].filter((commit) => !isRead(graph, commit));
    if (fresh.length === 0) return ok(undefined);
    if (fresh.length > maxHidden) return readAll(git, { graph, sinceMs, tips: before, also: new Set() }, tips);
    const moved = [...before.commits].filter(([name, commit]) => tips.commits.get(name) !== commit).map(([, commit]) => commit);
    const old = [...moved, ...(before.head === null ? [] : [before.head]), ...before.commits.values()];
    const hidden = [...new Set(old)].filter((commit) => isRead(graph, commit)).slice(0, maxHidden);
    // An old tip may be gone from the repository by now; then git would refuse.
    const bounds = ["--ignore-missing", `--max-count=${maxCommits}`, ...since(sinceMs)];
    return addCommits(git, [...bounds, ...fresh, ...hidden.map((commit) => `^${commit}`), "--"], graph, noteOf);
  }

  async function readAlso(git: Git, { graph, sinceMs, also: asked, tips }: Memory<Note>, also: readonly string[]): Promise<void> {
    const missing = also.filter((commit) => fullHash.test(commit) && !asked.has(commit) && !isRead(graph, commit)).slice(0, maxHidden);
    if (missing.length === 0) return;
    for (const commit of missing) asked.add(commit);
    const hidden = [...new Set(tips.commits.values())].slice(0, maxHidden).map((commit) => `^${commit}`);
    // What is not in the repository any more, nobody can tell of.
    await addCommits(git, ["--ignore-missing", `--max-count=${maxCommits}`, ...since(sinceMs), ...missing, ...hidden, "--"], graph, noteOf);
  }

  return {
    read: (request) => {
      // One reading at a time: the second finds all that the first has read.
      const before = going.get(request.folder) ?? Promise.resolve();
      const mine = before.then(() => readNow(request));
      going.set(request.folder, mine);
      return mine;
    },
  };
}

function since(sinceMs: number): string[] {
  return sinceMs === 0 ? [] : [`--since=@${Math.floor(sinceMs / secondMs)}`];
}

function isRead(graph: CommitGraph<unknown>, commit: string): boolean {
  const number = graph.find(commit);
  return number !== -1 && graph.isRead(number);
}

/** Reads where branches, tags and HEAD stand, with one question. */
async function readTips(git: Git): Promise<Result<Tips, GitFailure>> {
  const listed = await git.perform(["show-ref", "--head", "--dereference"]);
  if (!listed.ok) return listed;
  const { exitCode, output, complaint } = listed.value;
  // Without a ref it says no, and nothing more.
  if (exitCode <= 1) return ok(tipsOf(output));
  const said = complaint.trim().split("\n")[0] ?? "";
  return err(failure(said.includes("not a git repository") ? "not-a-repository" : "git-failed", said));
}

/** Reads `git show-ref --head --dereference`: a hash and a name a line; `^{}` stands behind what an annotated tag points to. */
function tipsOf(text: string): Tips {
  const commits = new Map<string, string>();
  let head: string | null = null;
  for (const line of text.split("\n")) {
    const [, hash, name = ""] = /^([0-9a-f]{40,64}) (.*?)(?:\^\{\})?$/.exec(line) ?? [];
    if (hash === undefined) continue;
    if (name === "HEAD") head = hash;
    else if (/^refs\/(?:heads|remotes|tags)\//.test(name)) commits.set(name, hash);
  }
  return { commits, head, fingerprint: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}
