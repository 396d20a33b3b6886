import type { TriggerList } from "../../../../shared/contract/triggers.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { cancelRun, type HostProgram } from "../../run/run.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import { superviseTriggers } from "../../trigger/trigger.ts";
import type { NotFound } from "../not-there.ts";
import { createRunStarter } from "../run/runs.ts";
import { findProject } from "./projects.ts";
import { listTriggers, pauseTrigger } from "./trigger-list.ts";

/** The `triggers` area of the contract. */
export interface TriggerService {
  list(input: { projectId: ProjectId }): Promise<Result<TriggerList, NotFound | StoreFailure>>;
  pause(input: { projectId: ProjectId; key: string; isPaused: boolean }): Promise<Result<undefined, NotFound | StoreFailure>>;
}

/** Tells of triggers and holds them back; from now on they fire, until `close` is called. */
export function createTriggerService(store: Store, hostProgram: HostProgram, now: Clock): TriggerService & { close(): void } {
  const start = createRunStarter(store, hostProgram, now);
  const close = superviseTriggers({
    store,
    now,
    start: async (project, { kind, stages }, { detail, group, branch, revision }) => {
      const cause = { detail, group, branch };
      const started = await start(project.id, { stages, only: false, trigger: kind, cause, usesCache: true, revision, rerun: null });
      return started.ok ? ok(started.value.runId) : started;
    },
    replace: (run) => cancelRun(store, run, null, now, "replaced-by-newer"),
  });
  return {
    close,
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      return project.ok ? listTriggers(store, project.value, now()) : project;
    },
    pause: async ({ projectId, key, isPaused }) => {
      const project = findProject(store, projectId);
      return project.ok ? pauseTrigger(store, project.value, key, isPaused, now()) : project;
    },
  };
}
