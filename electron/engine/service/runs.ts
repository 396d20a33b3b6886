import type { ProjectId, RunId, StageRunId } from "../../../shared/ids.ts";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";
import type { Clock } from "../clock.ts";
import { isFolder } from "../project/folders.ts";
import { type CancelFailure, cancelRun, type HostFailure, type HostProgram, launchHost, type RecordedRun } from "../run/run.ts";
import type { Store, StoreFailure } from "../store/store.ts";
import type { NotFound } from "./not-there.ts";
import { type PlanFailure, planRun } from "./plan-run.ts";
import { findProject } from "./projects.ts";
import { readSettings } from "./settings.ts";

/** Why a run was not started. */
export type StartFailure = NotFound | PlanFailure | HostFailure | StoreFailure | Failure<"not-trusted">;

/** The acting half of the `runs` area of the contract. */
export interface RunService {
  start(input: StartInput): Promise<Result<RecordedRun, StartFailure>>;
  cancel(input: { runId: RunId; stageRunId?: StageRunId | undefined }): Promise<Result<undefined, CancelFailure | StoreFailure>>;
}

interface StartInput {
  readonly projectId: ProjectId;
  readonly stages: readonly string[];
  readonly only: boolean;
  readonly parallel?: number | undefined;
}

/** Starts runs in processes of their own and tells them to stop. */
export function createRunService(store: Store, hostProgram: HostProgram, now: Clock): RunService {
  return {
    start: async ({ projectId, stages, only, parallel }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { name, path, trusted } = project.value;
      if (!(await isFolder(path)))
        return err(failure("folder-missing", `${path} is not there.`, "Connect the disk that it is on, or tell Millrace where it went."));
      if (!trusted)
        return err(
          failure("not-trusted", `${name} has not been trusted yet.`, "Look at the commands that would run, then trust the project."),
        );
      const settings = readSettings(store);
      if (!settings.ok) return settings;
      const planned = await planRun(project.value, { stages, only, parallel: parallel ?? settings.value.stagesAtOnce, trigger: "board" });
      return planned.ok ? launchHost(planned.value.request, store.folder, hostProgram) : planned;
    },
    cancel: async ({ runId, stageRunId }) => {
      const told = await cancelRun(store, runId, stageRunId ?? null, now);
      return told.ok ? ok(undefined) : told;
    },
  };
}
