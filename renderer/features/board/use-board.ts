import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { StageHistory } from "../../../shared/contract/pipelines.ts";
import type { Pipeline, Run, StageRun } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { activeRunOf, liveRunsStore, stagesOfRun } from "../../state/live-runs.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { buildColumns, type Column } from "./board-model.ts";
import { type FollowedHistory, followHistory, type LiveStages, noHistory } from "./live-history.ts";

/** All that the Loop screen draws. */
export interface BoardData {
  readonly pipeline: Pipeline | null;
  /** The last pipeline that was valid: shown, marked as old, while the file has faults. */
  readonly isOutdated: boolean;
  readonly problems: Pipeline["problems"];
  readonly failure: Failure | null;
  readonly columns: readonly Column[];
  readonly histories: ReadonlyMap<string, StageHistory>;
  /** The run that is under way, else the newest; `null` before the first. */
  readonly run: Run | null;
  readonly isRunning: boolean;
  /** What is known of that run's stages, in the plan's order. */
  readonly stageRuns: readonly StageRun[];
}

/** Newer runs than these are in what the engine answers when a run ends. */
const followedRuns = 3;

/** The board of a project, followed live. */
export function useBoard(projectId: ProjectId): BoardData {
  const state = useStore(pipelineStore);
  const isShown = state.projectId === projectId;
  const answered = isShown ? state.pipeline : null;
  const lastGood = useLastGood(projectId, answered);
  const live = useStore(liveRunsStore);
  const lastRun = useStore(projectsStore, (projects) => projectOf(projects, projectId)?.lastRun ?? null);

  const liveStages = useMemo<LiveStages[]>(
    () =>
      Object.values(live.runs)
        .filter((run) => run.projectId === projectId)
        .sort((one, other) => other.number - one.number)
        .slice(0, followedRuns)
        .map((run) => ({ runNumber: run.number, commit: run.commit, stages: stagesOfRun(live, run.id) })),
    [live, projectId],
  );
  const followed = useRef<FollowedHistory>(noHistory);
  followed.current = followHistory(followed.current, isShown ? state.history : null, liveStages);
  const { byStage } = followed.current;

  const isOutdated = answered?.origin === "invalid" && lastGood !== null;
  const pipeline = isOutdated ? lastGood : answered;
  const columns = useMemo(() => buildColumns(pipeline?.stages ?? [], byStage), [pipeline, byStage]);
  const active = activeRunOf(live, projectId);
  const run = active ?? newest(lastRun, live.runs);
  const stageRuns = useMemo(() => stagesOf(run, liveStages, byStage), [run, liveStages, byStage]);
  return {
    pipeline,
    isOutdated,
    problems: answered?.problems ?? [],
    failure: isShown ? state.failure : null,
    columns,
    histories: byStage,
    run,
    isRunning: active !== null,
    stageRuns,
  };
}

/** A file that is being edited is broken half of the time; the board before it stays in sight. */
function useLastGood(projectId: ProjectId, pipeline: Pipeline | null): Pipeline | null {
  const good = useRef<Pipeline | null>(null);
  useEffect(() => {
    if (pipeline !== null && pipeline.origin !== "invalid") good.current = pipeline;
  }, [pipeline]);
  return good.current?.projectId === projectId ? good.current : null;
}

function newest(lastRun: Run | null, live: Readonly<Record<string, Run>>): Run | null {
  return lastRun === null ? null : (live[lastRun.id] ?? lastRun);
}

/** From the notices while they are there, else from the stages' own past. */
function stagesOf(run: Run | null, live: readonly LiveStages[], histories: ReadonlyMap<string, StageHistory>): StageRun[] {
  if (run === null) return [];
  const announced = live.find((entry) => entry.runNumber === run.number)?.stages ?? [];
  if (announced.length > 0) return [...announced];
  return [...histories.values()].flatMap(({ latest }) => (latest?.runId === run.id ? [latest] : []));
}
