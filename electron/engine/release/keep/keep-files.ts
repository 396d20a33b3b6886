import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { chmod, copyFile, mkdir, open, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import type { ReleaseArtifact } from "../../../../shared/contract/releases.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";

/** Names of what lies beside the files of a release. */
export const sumsName = "SHA256SUMS";
export const sbomName = "sbom.cdx.json";

/** A file of a run, as it was kept. */
export interface RunFile extends Pick<ReleaseArtifact, "path" | "bytes" | "sha256"> {
  readonly storedPath: string;
  /** The stage that kept it. */
  readonly stage: string;
}

/** Why a release does not have its files. Nothing of them is there then. */
export type KeepFailure = Failure<"artifacts-missing" | "disk-full" | "file-failed">;

/** Those of a run that belong to a release, each path once; two different files of one path are refused. */
export function chooseFiles(files: readonly RunFile[], globs: readonly string[] | null): Result<RunFile[], KeepFailure> {
  const chosen = new Map<string, RunFile>();
  for (const file of files.filter(({ path }) => globs === null || globs.some((glob) => matchesGlob(path, glob)))) {
    const other = chosen.get(file.path);
    if (other !== undefined && other.sha256 !== file.sha256) {
      const who = other.stage === file.stage ? `Variants of ${file.stage}` : `${other.stage} and ${file.stage}`;
      const hint = "Give each its own name, or choose with release.artifacts in millrace.yml.";
      return err(failure("artifacts-missing", `${who} kept different files as ${file.path}.`, hint));
    }
    chosen.set(file.path, file);
  }
  const missed = (globs ?? []).find((glob) => ![...chosen.keys()].some((path) => matchesGlob(path, glob)));
  if (missed !== undefined)
    return err(
      failure(
        "artifacts-missing",
        `No artifact of the run is ${missed}, as release.artifacts has it.`,
        "See which ones the run's page lists.",
      ),
    );
  return ok([...chosen.values()].sort((first, second) => (first.path < second.path ? -1 : 1)));
}

/** As stages keep them: what a glob matches, and all that is in a folder that it matches. */
function matchesGlob(path: string, glob: string): boolean {
  const parts = path.split("/");
  return parts.some((_, index) => posix.matchesGlob(parts.slice(0, index + 1).join("/"), glob));
}

/**
 * Copies files to `folder`, whatever an earlier attempt left there, with their sums; all of it is on the disk before this
 * returns. A file that is not what its sum says is refused.
 */
export async function keepReleaseFiles(
  folder: string,
  files: readonly RunFile[],
  sbom: string | null,
): Promise<Result<{ sbomSha256: string | null }, KeepFailure>> {
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
    for (const file of files) {
      const target = join(folder, "files", file.path);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(file.storedPath, target, constants.COPYFILE_FICLONE);
      // What is released stays what it is: not even its owner changes it by accident.
      await chmod(target, (await stat(file.storedPath)).mode & 0o555);
      await sync(target);
      const sha256 = await sha256Of(target);
      if (sha256 !== file.sha256) return err(await takeBack(folder, damaged(file)));
    }
    const sbomSha256 = sbom === null ? null : createHash("sha256").update(sbom).digest("hex");
    if (sbom !== null) await writeSynced(join(folder, sbomName), sbom);
    await writeSynced(join(folder, sumsName), sumsOf(files, sbomSha256));
    const folders = new Set(files.map(({ path }) => dirname(join(folder, "files", path))));
    for (const each of [...folders, join(folder, "files"), folder, dirname(folder)]) await sync(each);
    return ok({ sbomSha256 });
  } catch (cause) {
    return err(await takeBack(folder, explain(cause)));
  }
}

/** As `sha256sum --check` reads it, in the release's folder. */
export function sumsOf(files: readonly Pick<RunFile, "path" | "sha256">[], sbomSha256: string | null): string {
  const lines = files.map(({ path, sha256 }) => sumLine(sha256, `files/${path}`));
  return [...lines, ...(sbomSha256 === null ? [] : [sumLine(sbomSha256, sbomName)])].join("");
}

/** A line feed or a backslash in a name is written with a backslash, and another one begins the line. */
function sumLine(sha256: string, path: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
}

/** The SHA-256 of a file, in hexadecimal. Throws the system's errors. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o444, flush: true });
}

/** Brings a file, or the names of a folder, to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (cause) {
    // Windows knows no such thing for folders.
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") throw cause;
  } finally {
    await handle.close();
  }
}

async function takeBack(folder: string, problem: KeepFailure): Promise<KeepFailure> {
  await rm(folder, { recursive: true, force: true });
  return problem;
}

function damaged({ path, stage }: RunFile): KeepFailure {
  return failure(
    "artifacts-missing",
    `${path}, which ${stage} kept, is not what it was: its SHA-256 is another.`,
    "Run the pipeline again.",
  );
}

function explain(cause: unknown): KeepFailure {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === undefined) throw cause;
  if (code === "ENOSPC" || code === "EDQUOT")
    return failure("disk-full", "The disk is full; the files of the release could not be kept.", "Make room, then go on.");
  if (code === "ENOENT")
    return failure("artifacts-missing", `A file of the run is not there any more: ${message}.`, "Run the pipeline again.");
  return failure("file-failed", `The files of the release could not be kept: ${message}.`);
}
