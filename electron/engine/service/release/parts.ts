import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ReleaseId, RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { checkoutsFolder } from "../../data-folder.ts";
import { type GitFailure, removeCheckout } from "../../git/git.ts";
import type { ReleaseIntent } from "../../release/release.ts";
import type { HostProgram } from "../../run/run.ts";
import type { Store, StoredProject, StoredRelease } from "../../store/store.ts";
import { createRunStarter } from "../run/runs.ts";

/** What releases are made with. */
export interface ReleaseParts {
  readonly store: Store;
  readonly hostProgram: HostProgram;
  readonly now: Clock;
  /** Told before and behind everything that a release does for good: tests end the process there. */
  readonly atPoint?: (point: string) => void;
}

/** Why git did not do what a release needs. */
export type ReleaseGitFailure = Failure<"no-repository" | "git-failed">;

/** Git's failures as this area tells them. */
export function orGitFailed({ code, message, hint }: GitFailure | Failure): ReleaseGitFailure {
  return failure(code === "not-a-repository" ? "no-repository" : "git-failed", message, hint);
}

/**
 * Starts the run of the whole pipeline that makes a release's artifacts, in a clean checkout of its commit. Nothing is brought
 * back from the cache: a stage that forgot to name an input must not put an older version into a newer release.
 */
export async function startReleaseRun(
  { store, hostProgram, now }: ReleaseParts,
  project: StoredProject,
  { id, commit }: Pick<StoredRelease, "id" | "commit">,
  { version, branch }: ReleaseIntent,
): Promise<Result<RunId, Failure>> {
  await removeLeftCheckouts({ store, now }, id);
  const start = createRunStarter(store, hostProgram, now);
  const started = await start(project.id, {
    ...{ stages: [], only: false, trigger: "release", usesCache: false, revision: commit, rerun: null },
    checkoutPrefix: checkoutPrefix(id),
    // No trigger of a file can have this key.
    cause: { detail: `release ${version}`, group: "\nrelease", branch },
  });
  return started.ok ? ok(started.value.runId) : err(started.failure);
}

function checkoutPrefix(id: ReleaseId): string {
  return `release-${id}-`;
}

/** Removes the checkouts of a release that no run is in: those of processes that were killed before their run began. */
export async function removeLeftCheckouts({ store, now }: Pick<ReleaseParts, "store" | "now">, id: ReleaseId): Promise<void> {
  const folder = checkoutsFolder(store.folder);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(checkoutPrefix(id)))) {
    const use = store.read(({ runs }) => runs.checkoutUse(name));
    // What cannot be removed now is left to the next recovery.
    if (use.ok && use.value !== "in-use") await removeCheckout(join(folder, name), now);
  }
}
