import { lstatSync } from "node:fs";
import type { FolderTrust, Git } from "../git/git.ts";
import { gitWatchPaths, openGit } from "../git/git.ts";
import { isPlanFile, planPath } from "./plan-place.ts";

/** A file that git could not merge: its versions, `null` where it is not there. */
export interface UnmergedFile {
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** What git says about a plan. */
export interface PlanGit {
  /** Who committed lately, the last first. */
  readonly people: readonly string[];
  /** Names of the plan's files that are not committed; none in a folder that is not trusted, where git is not asked. */
  readonly uncommitted: readonly string[];
  /** Names of files that git does not know yet; empty where it is not asked. */
  readonly untracked: ReadonlySet<string>;
  /** Names of files of which all changes are staged, as those that a merge brought; none where git is not asked. */
  readonly staged: ReadonlySet<string>;
  /** By the key of the item. */
  readonly unmerged: ReadonlyMap<string, UnmergedFile>;
}

const nothing: PlanGit = { people: [], uncommitted: [], untracked: new Set(), staged: new Set(), unmerged: new Map() };
const commitsOfPeople = 500;
const mostPeople = 50;
const mostBytes = 1024 * 1024;
const literally = { GIT_LITERAL_PATHSPECS: "1" };

/** Asks git about the plan in `folder`. */
export async function readPlanGit(folder: string, trust: FolderTrust): Promise<PlanGit> {
  const opened = await openGit(folder, trust, { variables: literally });
  if (!opened.ok) return nothing;
  const git = opened.value;
  const status = ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", planPath];
  const [authors, changed, unmerged] = await Promise.all([
    git.textOf(["log", `--max-count=${commitsOfPeople}`, "--no-show-signature", "--format=%aN <%aE>"]),
    trust.isTrusted ? git.textOf(status) : "",
    git.textOf(["ls-files", "--unmerged", "-z", "--", planPath]),
  ]);
  const entries = changed.split("\0").flatMap((entry) => {
    const [, status, name] = /^(..) (?:.*\/)?\.millrace\/plan\/([^/]+)$/s.exec(entry) ?? [];
    return status !== undefined && name !== undefined && isPlanFile(name) ? [{ status, name }] : [];
  });
  return {
    people: [...new Set(authors.split("\n").filter((author) => author !== ""))].slice(0, mostPeople),
    uncommitted: entries.map(({ name }) => name),
    untracked: new Set(entries.flatMap(({ status, name }) => (status === "??" ? [name] : []))),
    staged: new Set(entries.flatMap(({ status, name }) => (/^[AM] $/.test(status) ? [name] : []))),
    unmerged: await readUnmerged(git, unmerged),
  };
}

/** The one who works in `folder`, as git is told: `Ada <ada@example.org>`; `null` when it is not. */
export async function readMe(folder: string, trust: FolderTrust): Promise<string | null> {
  const opened = await openGit(folder, trust);
  if (!opened.ok) return null;
  const [name, email] = await Promise.all(["user.name", "user.email"].map((key) => opened.value.textOf(["config", key])));
  return personOf(name ?? "", email ?? "");
}

/** What tells apart whether git would say the same; asks git for nothing but the places of its files. */
export async function createPlanGitKey(folder: string): Promise<() => string> {
  const paths = await gitWatchPaths(folder);
  return () =>
    paths
      .map((path) => lstatSync(path, { throwIfNoEntry: false }))
      .map((facts) => (facts === undefined ? "-" : `${facts.mtimeMs} ${facts.size} ${facts.ino}`))
      .join("|");
}

function personOf(name: string, email: string): string | null {
  const [who, address] = [name.trim(), email.trim()];
  if (who === "") return address === "" ? null : address;
  return address === "" ? who : `${who} <${address}>`;
}

async function readUnmerged(git: Git, listed: string): Promise<Map<string, UnmergedFile>> {
  const stages = new Map<string, Map<number, string>>();
  for (const entry of listed.split("\0")) {
    const [, hash, stage, key] = /^\d+ ([0-9a-f]+) ([123])\t\.millrace\/plan\/([^/]+)\.md$/s.exec(entry) ?? [];
    if (hash === undefined || key === undefined) continue;
    stages.set(key, (stages.get(key) ?? new Map()).set(Number(stage), hash));
  }
  if (stages.size === 0) return new Map();
  const texts = await readBlobs(git, [...new Set([...stages.values()].flatMap((hashes) => [...hashes.values()]))]);
  return new Map(
    [...stages].map(([key, hashes]) => {
      const [base = null, ours = null, theirs = null] = [1, 2, 3].map((stage) => texts.get(hashes.get(stage) ?? "") ?? null);
      return [key, { base, ours, theirs }];
    }),
  );
}

async function readBlobs(git: Git, hashes: readonly string[]): Promise<Map<string, string>> {
  const asked = (names: readonly string[]) => `${names.join("\n")}\n`;
  const sizes = await git.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], asked(hashes));
  if (!sizes.ok) return new Map();
  const small = sizes.value.split("\n").flatMap((line) => {
    const [hash = "", size = ""] = line.split(" ");
    return /^\d+$/.test(size) && Number(size) <= mostBytes ? [{ hash, size: Number(size) }] : [];
  });
  const pieces: Buffer[] = [];
  await git.perform(["cat-file", "--batch=%(objectname)"], {
    input: asked(small.map(({ hash }) => hash)),
    onBytes: (bytes) => void pieces.push(bytes),
  });
  const bytes = Buffer.concat(pieces);
  const texts = new Map<string, string>();
  let at = 0;
  for (const { hash, size } of small) {
    const from = bytes.indexOf(10, at) + 1;
    texts.set(hash, bytes.toString("utf8", from, from + size));
    at = from + size + 1;
  }
  return texts;
}
