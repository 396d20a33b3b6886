import { userInfo } from "node:os";
import type { RunId } from "../../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import { loadPipeline } from "../../pipeline/pipeline.ts";
import type { ReleaseIntent } from "../../release/release.ts";
import type { NewRelease, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import type { ReleaseParts } from "./parts.ts";

/** Why a run has no snapshot. */
export type SnapshotFailure = NotFound | StoreFailure | Failure<"not-releasable">;

/** The artifacts of a green run of the whole pipeline, as they are. */
export async function draftSnapshot(
  { store, now }: ReleaseParts,
  runId: RunId,
): Promise<Result<Omit<NewRelease, "socket">, SnapshotFailure>> {
  const run = found(
    store.read(({ runs }) => runs.get(runId)),
    `Run ${runId}`,
  );
  if (!run.ok) return run;
  const { projectId, number, status, selection, only, commit, tree, branch, subject } = run.value;
  if (status !== "passed" || selection.length > 0 || only)
    return err(failure("not-releasable", `Run ${number} is no green run of the whole pipeline.`, "Choose one that passed as a whole."));
  const project = findProject(store, projectId);
  if (!project.ok) return project;
  const { releases: policy } = await loadPipeline(project.value.path);
  const version = `run-${number}${tree === null ? "" : `-${tree.slice(0, 7)}`}`;
  const intent: ReleaseIntent = {
    ...{
      projectName: project.value.name,
      version,
      tag: "",
      branch: branch ?? "",
      base: commit ?? "",
      notes: "",
      commitMessage: "",
      tagMessage: "",
    },
    ...{ holders: [], changelog: null, compareUrl: null, artifacts: policy.artifacts, isSigned: false, releasedAtMs: now() },
  };
  return ok({
    ...{ projectId, version, kind: "snapshot", channel: null, tag: null, branch, commit: commit ?? "", tree, subject: subject ?? "" },
    ...{ bump: "none", previousVersion: null, isSigned: false, person: userInfo().username, commitCount: 0, commits: [], notes: "" },
    ...{ runId, intent: JSON.stringify(intent) },
  });
}
