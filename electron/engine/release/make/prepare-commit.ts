import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import type { GitFailure } from "../../git/git.ts";
import { findHolders, writeReleaseFiles } from "../files/plan-files.ts";
import type { ReleaseIntent } from "../plan/intent.ts";
import { makeReleaseCommit, type ReleaseCommit } from "../repository/release-commit.ts";
import { hashOf, listFiles, openReleaseGit, type RefusedFailure } from "../repository/release-git.ts";

/** Where the commit is made, and the one that was made before, if any. */
export interface PrepareRequest {
  /** The project's folder, which is trusted. */
  readonly folder: string;
  readonly intent: ReleaseIntent;
  /** Where git's index for it may lie. */
  readonly indexFile: string;
  /** The commit that an earlier attempt made; the base itself when it made none. */
  readonly known: string;
}

/** Makes the commit of a release, or finds the one that is made. Neither the folder nor a branch notices. */
export async function prepareCommit({
  folder,
  intent,
  indexFile,
  known,
}: PrepareRequest): Promise<Result<ReleaseCommit, GitFailure | RefusedFailure>> {
  const { base, version, changelog, notes, compareUrl, releasedAtMs, tag, commitMessage, holders } = intent;
  const opened = await openReleaseGit(folder);
  if (!opened.ok) return opened;
  const git = opened.value;
  const made = known === base ? null : await hashOf(git, `${known}^{tree}`);
  if (made !== null) return ok({ commit: known, tree: made });
  const tree = await listFiles(git, base);
  if (!tree.ok) return tree;
  const policy = { branches: null, channels: {}, tagPrefix: null, changelog, versionFiles: holders, artifacts: null };
  const found = await findHolders(git, base, tree.value, policy);
  const [fault] = found.faults;
  if (fault !== undefined) return err(failure("git-refused", fault));
  const files = await writeReleaseFiles(
    { git, commit: base, tree: tree.value, version, changelog, notes, compareUrl, releasedAtMs },
    found.holders,
  );
  return makeReleaseCommit({ folder, base, tag, message: commitMessage, files, indexFile });
}
