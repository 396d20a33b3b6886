import { userInfo } from "node:os";
import type { Approval, Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId, RunId, StageRunId } from "../../../../shared/ids.ts";
import { runOf } from "../../../../shared/ids.ts";
import { err, type Failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import {
  type ApproveFailure,
  approveStage,
  type HostFailure,
  type HostProgram,
  launchHost,
  type RecordedRun,
  resumeElsewhere,
  type StopFailure,
  stopRun,
} from "../../run/run.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { readSettings } from "../project/settings.ts";
import { refuseToRun } from "./may-run.ts";
import { type PlanFailure, planRun, type RunPlan, type RunWish } from "./plan-run.ts";
import type { Rerun } from "./rerun.ts";

/** Why a run was not started. */
export type StartFailure = NotFound | PlanFailure | HostFailure | StoreFailure | Failure<"not-trusted">;

/** A run that has been started, and what the person is to know of it; see {@link RunPlan}. */
export type StartedRun = RecordedRun & Pick<RunPlan, "note">;

/** The acting half of the `runs` area of the contract. */
export interface RunService {
  start(input: StartInput): Promise<Result<StartedRun, StartFailure>>;
  pin(input: { runId: RunId; isPinned: boolean }): Result<Run, NotFound | StoreFailure>;
  /** Runs something of an earlier run again, as the pipeline stands now. */
  retry(input: { runId: RunId } & Rerun): Promise<Result<StartedRun, StartFailure>>;
  cancel(input: { runId: RunId; stageRunId?: StageRunId | undefined }): Promise<Result<undefined, StopFailure>>;
  /** Keeps a person's answer to a stage that waits for them; the run goes on. */
  approve(input: {
    stageRunId: StageRunId;
    decision: NonNullable<Approval["decision"]>;
    comment: string;
  }): Promise<Result<undefined, ApproveFailure | HostFailure>>;
}

interface StartInput {
  readonly projectId: ProjectId;
  readonly stages: readonly string[];
  readonly only: boolean;
  readonly parallel?: number | undefined;
  readonly useCache?: boolean | undefined;
  readonly revision?: string | undefined;
}

/** Starts runs in processes of their own, answers them and tells them to stop. */
export function createRunService(store: Store, hostProgram: HostProgram, now: Clock): RunService {
  const start = createRunStarter(store, hostProgram, now);
  return {
    start: ({ projectId, stages, only, parallel, useCache = true, revision = null }) =>
      start(projectId, { stages, only, trigger: "board", usesCache: useCache, revision, rerun: null }, parallel),
    retry: async ({ runId, ...what }) => {
      const run = found(
        store.read(({ runs }) => runs.get(runId)),
        `Run ${runId}`,
      );
      if (!run.ok) return run;
      return start(run.value.projectId, {
        ...wishOf(run.value),
        trigger: "retry",
        usesCache: true,
        rerun: { of: runId, what },
      });
    },
    pin: ({ runId, isPinned }) =>
      found(
        store.write(({ runs, keptRuns }) => {
          const run = runs.get(runId);
          if (run !== null && run.pinned !== isPinned) keptRuns.pin(runId, isPinned, now());
          return runs.get(runId);
        }),
        `Run ${runId}`,
      ),
    cancel: ({ runId, stageRunId = null }) => stopRun(store, runId, stageRunId, hostProgram, now),
    approve: async ({ stageRunId, decision, comment }) => {
      const kept = await approveStage(store, { stageRunId, decision, comment, person: userInfo().username }, now);
      if (!kept.ok) return kept;
      return kept.value.mustResume ? resumeElsewhere(runOf(stageRunId), store.folder, hostProgram) : ok(undefined);
    },
  };
}

/** Starts a run of a trusted project in a process of its own. Without `parallel` it has as many stages at once as the settings say. */
export type RunStarter = (
  projectId: ProjectId,
  wish: Omit<RunWish, "parallel">,
  parallel?: number,
) => Promise<Result<StartedRun, StartFailure>>;

/** The one way in which this process starts runs. */
export function createRunStarter(store: Store, hostProgram: HostProgram, now: Clock): RunStarter {
  return async (projectId, wish, parallel) => {
    const project = findProject(store, projectId);
    if (!project.ok) return project;
    const refused = await refuseToRun(project.value);
    if (refused !== null) return err(refused);
    const settings = readSettings(store);
    if (!settings.ok) return settings;
    const planned = await planRun(store, project.value, { ...wish, parallel: parallel ?? settings.value.stagesAtOnce }, now);
    if (!planned.ok) return planned;
    const { request, note } = planned.value;
    const launched = await launchHost(request, store.folder, hostProgram);
    return launched.ok ? ok({ ...launched.value, note }) : launched;
  };
}

/** The same again, on the same commit when it had a checkout of its own. */
function wishOf({ selection, only, isCheckout, commit }: Run): Pick<RunWish, "stages" | "only" | "revision"> {
  return { stages: selection, only, revision: isCheckout ? commit : null };
}
