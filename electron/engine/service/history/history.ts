import type { RunEnvironment } from "../../../../shared/contract/fingerprint.ts";
import type { RunDetail, RunFilter, StageSummary } from "../../../../shared/contract/runs.ts";
import type { Artifact, Run, StageRun, StatusCount } from "../../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../../shared/ids.ts";
import { percentile } from "../../../../shared/percentile.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { readRunEnvironment } from "../../fingerprint/fingerprint.ts";
import type { RunCursor, Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";
import { readSummaries } from "./summaries.ts";

/** The reading half of the `runs` area of the contract. */
export interface HistoryService {
  get(input: { runId: RunId }): Result<RunDetail, NotFound | StoreFailure>;
  active(): Result<{ run: Run; stages: StageRun[] }[], StoreFailure>;
  page(input: {
    filter: RunFilter;
    before: RunCursor | null;
    limit: number;
  }): Result<{ runs: Run[]; next: RunCursor | null }, StoreFailure>;
  stageStatuses(input: { runIds: RunId[] }): Result<{ runs: Record<RunId, StatusCount[]> }, StoreFailure>;
  branches(input: { projectId: ProjectId }): Result<string[], StoreFailure>;
  artifacts(input: { runId: RunId }): Result<Artifact[], NotFound | StoreFailure>;
  summaries(input: { runId: RunId }): Promise<Result<StageSummary[], NotFound | StoreFailure>>;
  fingerprint(input: { runId: RunId }): Result<RunEnvironment, NotFound | StoreFailure>;
}

/** Reads runs from the history. */
export function createHistoryService(store: Store): HistoryService {
  const get = (id: RunId) =>
    found(
      store.read(({ runs }) => runs.get(id)),
      `Run ${id}`,
    );
  return {
    get: ({ runId }) =>
      found(
        store.read((tables): RunDetail | null => {
          const run = tables.runs.get(runId);
          if (run === null) return null;
          const earlier = tables.runs.earlierDurations(run);
          return {
            run,
            stages: tables.stageRuns.ofRun(runId),
            steps: tables.stageRuns.stepsOfRun(runId),
            commands: Object.fromEntries(tables.plans.ofRun(runId).map(({ name, steps }) => [name, steps.map((step) => step.run)])),
            usualMs: percentile(earlier, 0.5),
            usualP90Ms: percentile(earlier, 0.9),
            lastGreen: tables.runs.lastGreen(run),
          };
        }),
        `Run ${runId}`,
      ),
    active: () => store.read(({ runs, stageRuns }) => runs.active().map((run) => ({ run, stages: stageRuns.ofRun(run.id) }))),
    page: ({ filter, before, limit }) => store.read(({ runs }) => runs.page(filter, before, limit)),
    stageStatuses: ({ runIds }) => store.read(({ stageRuns }) => ({ runs: stageRuns.statusesOf(runIds) })),
    branches: ({ projectId }) => store.read(({ runs }) => runs.branches(projectId)),
    artifacts: ({ runId }) => {
      const run = get(runId);
      if (!run.ok) return run;
      const kept = store.read(({ artifacts }) => artifacts.ofRun(runId));
      return kept.ok ? ok(kept.value) : kept;
    },
    summaries: async ({ runId }) => {
      const run = get(runId);
      if (!run.ok) return run;
      const stages = store.read(({ stageRuns }) => stageRuns.ofRun(runId));
      return stages.ok ? ok(await readSummaries(store.folder, stages.value)) : stages;
    },
    fingerprint: ({ runId }) =>
      found(
        store.read((tables) => readRunEnvironment(tables, runId)),
        `Run ${runId}`,
      ),
  };
}
