import type { RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import type { GitFailure } from "../../git/git.ts";
import type { ReleaseIntent } from "../../release/release.ts";
import type { HostProgram } from "../../run/run.ts";
import type { Store, StoredProject } from "../../store/store.ts";
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
  commit: string,
  { version, branch }: ReleaseIntent,
): Promise<Result<RunId, Failure>> {
  const start = createRunStarter(store, hostProgram, now);
  const started = await start(project.id, {
    ...{ stages: [], only: false, trigger: "release", usesCache: false, revision: commit, rerun: null },
    // No trigger of a file can have this key.
    cause: { detail: `release ${version}`, group: "\nrelease", branch },
  });
  return started.ok ? ok(started.value.runId) : err(started.failure);
}
