import type { ProjectId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { describeProblem, loadPipeline, parsedMemory } from "../../pipeline/pipeline.ts";
import { isFolder } from "../../project/folders.ts";
import { planRelease, type ReleaseDraft } from "../../release/release.ts";
import type { StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { orGitFailed, type ReleaseGitFailure, type ReleaseParts } from "./parts.ts";

/** What a person may want otherwise than it follows. */
export interface ReleaseWish {
  readonly projectId: ProjectId;
  readonly version?: string | undefined;
  readonly channel?: string | undefined;
  readonly notes?: string | undefined;
}

/** Why nothing could be planned. */
export type ReleasePlanFailure = NotFound | StoreFailure | ReleaseGitFailure | Failure<"folder-missing" | "not-releasable">;

/** Finds out what a release of a project would do, by its folder, its pipeline and its history. */
export async function draftRelease({ store, now }: ReleaseParts, wish: ReleaseWish): Promise<Result<ReleaseDraft, ReleasePlanFailure>> {
  const project = findProject(store, wish.projectId);
  if (!project.ok) return project;
  const { id, name, path, trusted } = project.value;
  if (!(await isFolder(path)))
    return err(failure("folder-missing", `${path} is not there.`, "Connect the disk that it is on, or tell Millrace where it went."));
  const pipeline = await loadPipeline(path, parsedMemory(store.folder, path));
  const underWay = store.read(({ releases }) => releases.underWay(id));
  if (!underWay.ok) return underWay;
  const [problem] = pipeline.problems;
  const planned = await planRelease({
    project: { id, name, path, isTrusted: trusted },
    policy: pipeline.releases,
    pipeline: {
      problem: problem === undefined ? null : describeProblem(problem),
      hasStages: pipeline.plan.stages.length > 0,
      hasArtifacts: pipeline.plan.stages.some(({ artifacts }) => artifacts.length > 0),
      takers: pipeline.environments.filter(({ auto }) => auto !== "never").map((environment) => environment.name),
    },
    wish: { version: wish.version ?? null, channel: wish.channel ?? null, notes: wish.notes ?? null },
    underWay: underWay.value,
    findRun: (tree) => {
      const read = store.read(({ commitRuns, artifacts }) => {
        const run = commitRuns.greenWhole(id, tree);
        return run === null ? null : { run, artifacts: artifacts.ofRun(run.id) };
      });
      // What cannot be read now is looked for again when it is needed.
      return read.ok ? read.value : null;
    },
    nowMs: now(),
  });
  if (planned.ok) return ok(planned.value);
  const { code, message, hint } = planned.failure;
  return err(code === "no-commit" ? failure("not-releasable", message, hint) : orGitFailed(planned.failure));
}
