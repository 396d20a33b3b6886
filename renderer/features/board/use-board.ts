import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { Pipeline, Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { activeRunOf, isParked, liveRunsStore, stagesOfRun } from "../../state/live-runs.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { projectOf, projectsStore } from "../../state/projects.ts";
import { buildColumns, type Column } from "./board-model.ts";
import { type FollowedHistory, followHistory, type LiveStages, noHistory } from "./live-history.ts";

/** All that the Loop screen draws. */
export interface BoardData {
  /** While the file has faults, the last that had none; `null` while it is on its way. */
  readonly pipeline: Pipeline | null;
  readonly columns: readonly Column[];
  /** The run that is under way, else the newest; `null` before the first. */
  readonly run: Run | null;
  readonly isRunning: boolean;
}

/** Older runs than these are in what the engine answers when a run ends. */
const followedRuns = 3;

/** The board of a project, followed live. */
export function useBoard(projectId: ProjectId): BoardData {
  const state = useStore(pipelineStore);
  const isShown = state.projectId === projectId;
  const shown = isShown ? state.pipeline : null;
  const pipeline = shown?.origin === "invalid" ? (state.lastGood ?? shown) : shown;
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
  const columns = useMemo(() => buildColumns(pipeline?.stages ?? [], byStage), [pipeline, byStage]);
  const active = activeRunOf(live, projectId);
  return { pipeline, columns, run: active ?? newest(lastRun, live.runs), isRunning: active !== null && !isParked(active) };
}

function newest(lastRun: Run | null, live: Readonly<Record<string, Run>>): Run | null {
  return lastRun === null ? null : (live[lastRun.id] ?? lastRun);
}
