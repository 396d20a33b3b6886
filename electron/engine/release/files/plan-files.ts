import { createTwoFilesPatch } from "diff";
import type { ReleaseFile } from "../../../../shared/contract/releases.ts";
import type { ReleasePolicy } from "../../../../shared/pipeline/planned-release.ts";
import { err, type Failure, failure } from "../../../../shared/result.ts";
import type { Git } from "../../git/git.ts";
import type { CommitFile } from "../repository/release-commit.ts";
import { readBlob, type TreeFile, textOf } from "../repository/release-git.ts";
import { insertSection } from "../version/version.ts";
import { companionOf, mayHoldVersion, readVersionFile, type VersionFile } from "./version-files.ts";

/** A file that holds the version, as a commit has it. */
export interface HeldVersion {
  readonly path: string;
  readonly text: string;
  readonly file: VersionFile;
}

/** The files of a commit that hold the version, and what is to be known of others. */
export interface VersionHolders {
  readonly holders: readonly HeldVersion[];
  /** Files that were asked for and hold none: one sentence each. Nothing is released with one of them. */
  readonly faults: readonly string[];
  /** Files that were found and are left alone: one sentence each. */
  readonly notes: readonly string[];
}

/** Some tools keep a version in the file that nobody releases, and put the real one in when they publish. */
const neverReleased = /^0\.0\.0-/;

/** Finds the files that hold the version: those that the policy names, else those that toolchains keep it in at the project's root. */
export async function findHolders(
  git: Git,
  commit: string,
  tree: readonly TreeFile[],
  { versionFiles }: ReleasePolicy,
): Promise<VersionHolders> {
  const paths = versionFiles ?? tree.map(({ path }) => path).filter((path) => !path.includes("/") && mayHoldVersion(path));
  const holders: HeldVersion[] = [];
  const faults: string[] = [];
  const notes: string[] = [];
  for (const path of paths) {
    const text = textOf(await readBlob(git, commit, path));
    const read = text === null ? err(missing(tree, path)) : readVersionFile(path, text);
    if (!read.ok) {
      if (versionFiles !== null) faults.push(read.failure.message);
      else if (read.failure.code !== "version-not-found") notes.push(`${read.failure.message.replace(/\.$/, "")}: it is left alone.`);
    } else if (versionFiles === null && neverReleased.test(read.value.version)) {
      notes.push(
        `${path} holds ${read.value.version}, which is no version to go on from: it is left alone, unless release.version-files names it.`,
      );
    } else holders.push({ path, text: text ?? "", file: read.value });
  }
  return { holders, faults, notes };
}

function missing(tree: readonly TreeFile[], path: string): Failure<"version-file-broken"> {
  const isThere = tree.some((file) => file.path === path);
  return failure("version-file-broken", isThere ? `${path} is not in UTF-8.` : `${path} is not in the commit.`);
}

/** What decides what a release's files say. */
export interface FilesRequest {
  readonly git: Git;
  readonly commit: string;
  readonly tree: readonly TreeFile[];
  readonly version: string;
  /** Where the changelog is; `null` for none. */
  readonly changelog: string | null;
  readonly notes: string;
  readonly compareUrl: string | null;
  readonly releasedAtMs: number;
}

/** The files of the release's commit that differ from the one that it builds on. The same request gives the same files. */
export async function writeReleaseFiles(request: FilesRequest, holders: readonly HeldVersion[]): Promise<CommitFile[]> {
  const { git, commit, tree, version } = request;
  const files: CommitFile[] = [];
  const add = (path: string, before: Buffer | null, content: Buffer) => {
    if (before === null || !before.equals(content)) files.push({ path, content });
  };
  for (const { path, text, file } of holders) {
    add(path, Buffer.from(text), Buffer.from(file.write(version)));
    for (const lock of companionsOf(tree, path)) {
      const bytes = await readBlob(git, commit, lock);
      const written = companionOf(path)?.rewrite(textOf(bytes) ?? "", { text, version: file.version }, version) ?? null;
      if (written !== null) add(lock, bytes, Buffer.from(written));
    }
  }
  if (request.changelog !== null) {
    const before = await readBlob(git, commit, request.changelog);
    const { notes, compareUrl, releasedAtMs } = request;
    add(request.changelog, before, insertSection(before, { version, notes, compareUrl, releasedAtMs }));
  }
  return files;
}

/** Lock files beside a file, or at the project's root. */
function companionsOf(tree: readonly TreeFile[], path: string): string[] {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const names = companionOf(path)?.names ?? [];
  return names.flatMap((name) => [folder + name, name].find((place) => tree.some((file) => file.path === place)) ?? []);
}

/** Nobody reads more in a plan; the commit shows it all. */
const mostDiffLines = 400;

/** What is written into each file, for a person. */
export async function describeFiles(
  { git, commit, version, changelog }: FilesRequest,
  holders: readonly HeldVersion[],
  files: readonly CommitFile[],
): Promise<ReleaseFile[]> {
  const described: ReleaseFile[] = [];
  for (const { path, content } of files) {
    const before = await readBlob(git, commit, path);
    const held = holders.find((holder) => holder.path === path)?.file.version;
    const what =
      path === changelog
        ? `${before === null ? "a new file with the section" : "the section"} ${version}`
        : held === undefined
          ? `version ${version}`
          : `version ${held} → ${version}`;
    described.push({ path, what, diff: diffOf(path, before, content) });
  }
  return described;
}

function diffOf(path: string, before: Buffer | null, after: Buffer): string {
  const texts = [textOf(before ?? Buffer.alloc(0)), textOf(after)];
  const [first, second] = texts;
  if (first === null || second === null || first === undefined || second === undefined) return "";
  const header = before === null ? "/dev/null" : `a/${path}`;
  const patch = createTwoFilesPatch(header, `b/${path}`, first, second, undefined, undefined, { context: 3, timeout: 1_000 });
  if (patch === undefined) return "";
  const text = patch.replace(/^=+\n/, "");
  return text.split("\n").length > mostDiffLines ? "" : text;
}
