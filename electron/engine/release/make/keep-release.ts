import { ok, type Result } from "../../../../shared/result.ts";
import { secondMs } from "../../../../shared/time.ts";
import type { GitFailure } from "../../git/git.ts";
import { openGit } from "../../git/git.ts";
import { chooseFiles, type KeepFailure, keepReleaseFiles, type RunFile } from "../keep/keep-files.ts";
import { listFiles } from "../repository/release-git.ts";
import { readLocks } from "../sbom/read-locks.ts";
import { writeSbom } from "../sbom/sbom.ts";

/** What a release keeps, and where. */
export interface KeepRequest {
  /** The project's folder. */
  readonly folder: string;
  readonly projectName: string;
  readonly version: string;
  /** Full hash of the released commit; `null` when what was built is no commit: then there is no bill of materials. */
  readonly commit: string | null;
  /** All files of the run. */
  readonly files: readonly RunFile[];
  /** Which of them belong to the release; `null` for all. */
  readonly globs: readonly string[] | null;
  /** The release's own folder. */
  readonly target: string;
}

/** What was kept. */
export interface KeptRelease {
  readonly files: readonly RunFile[];
  readonly sbom: { readonly sha256: string; readonly componentCount: number } | null;
  /** What is missing in the bill of materials, or why there is none; `null` when it is whole. */
  readonly sbomNote: string | null;
}

/** Copies the files of a run that belong to a release, and writes their sums and the bill of materials. All of it is on the disk then. */
export async function keepRelease(request: KeepRequest): Promise<Result<KeptRelease, KeepFailure | GitFailure>> {
  const chosen = chooseFiles(request.files, request.globs);
  if (!chosen.ok) return chosen;
  const sbom = await billOf(request, chosen.value);
  if (!sbom.ok) return sbom;
  const { text, componentCount, note } = sbom.value;
  const kept = await keepReleaseFiles(request.target, chosen.value, text);
  if (!kept.ok) return kept;
  const { sbomSha256 } = kept.value;
  return ok({ files: chosen.value, sbom: sbomSha256 === null ? null : { sha256: sbomSha256, componentCount }, sbomNote: note });
}

async function billOf({ folder, projectName, version, commit }: KeepRequest, artifacts: readonly RunFile[]) {
  if (commit === null) return ok({ text: null, componentCount: 0, note: "It was built from files that are in no commit." });
  const git = await openGit(folder, { isTrusted: false });
  if (!git.ok) return git;
  const tree = await listFiles(git.value, commit);
  if (!tree.ok) return tree;
  const committedAt =
    Number((await git.value.textOf(["log", "--max-count=1", "--no-show-signature", "--format=%ct", commit])).trim()) * secondMs;
  const locks = await readLocks(git.value, commit, tree.value);
  return ok(await writeSbom({ name: projectName, version, commit, committedAt, artifacts }, locks));
}
