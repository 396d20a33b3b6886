import type { StageBar, StageHistory } from "../../../shared/contract/pipelines.ts";
import type { PipelineStage, StageRun } from "../../../shared/contract/schemas.ts";
import { runId, stageRunId } from "../../../shared/ids.ts";
import type { Phase } from "../../../shared/pipeline/phases.ts";
import type { Status } from "../../../shared/status.ts";

/** A stage of a pipeline for tests; everything that a test does not care about is ordinary. */
export function stageOf(name: string, phase: Phase = "build", needs: readonly string[] = []): PipelineStage {
  return {
    ...{ name, phase, needs: [...needs], commands: [`npm run ${name}`], timeoutMs: null, artifacts: [], source: "package.json", line: 0 },
    ...{ variants: [], condition: null, approval: null, attempts: 1, mayFail: false, isCached: false, secrets: [] },
  };
}

/** A stage run of run `run` for tests. */
export function stageRunOf(name: string, status: Status, run = 7, more: Partial<StageRun> = {}): StageRun {
  return {
    id: stageRunId(run, 1),
    runId: runId(run),
    projectId: "p1" as StageRun["projectId"],
    name,
    phase: "build",
    variant: "",
    attempt: 1,
    needs: [],
    status,
    reason: null,
    detail: null,
    exitCode: null,
    signal: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    logBytes: 0,
    logLines: 0,
    ...{ isSuperseded: false, mayFail: false, outputs: {}, why: null, hasSummary: false, keptFrom: null, expectedMs: null },
    approval: null,
    ...more,
  };
}

/** A bar of run `run` for tests. */
export function barOf(run: number, status: Status, durationMs: number | null): StageBar {
  return {
    stageRunId: stageRunId(run, 1),
    runId: runId(run),
    runNumber: run,
    status,
    mayFail: false,
    startedAt: durationMs === null ? null : run * 1_000,
    finishedAt: durationMs === null ? null : run * 1_000 + durationMs,
    durationMs,
    expectedMs: null,
    commit: null,
  };
}

/** A stage's past for tests. */
export function historyOf(name: string, latest: StageRun | null, more: Partial<StageHistory> = {}): StageHistory {
  return {
    name,
    phase: "build",
    latest,
    latestVariants: [],
    latestRunNumber: latest === null ? null : Number(latest.runId.slice(1)),
    bars: [],
    expectedMs: null,
    expectedP90Ms: null,
    ...more,
  };
}
