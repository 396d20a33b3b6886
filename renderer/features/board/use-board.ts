import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Pipeline, Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { activeRunOf, isParked, liveRunsStore, newestRunsOf, stagesOfRun } from "../../state/live-runs.ts";
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
  const runs = useStore(
    liveRunsStore,
    useShallow((state) => newestRunsOf(state, projectId, followedRuns)),
  );
  const stages = useStore(
    liveRunsStore,
    useShallow((state) => newestRunsOf(state, projectId, followedRuns).map(({ id }) => stagesOfRun(state, id))),
  );
  const active = useStore(liveRunsStore, (state) => activeRunOf(state, projectId));
  const lastRun = useStore(projectsStore, (projects) => projectOf(projects, projectId)?.lastRun ?? null);
  const liveStages = useMemo<LiveStages[]>(
    () => runs.map((run, index) => ({ runNumber: run.number, commit: run.commit, stages: stages[index] ?? [] })),
    [runs, stages],
  );
  const followed = useRef<FollowedHistory>(noHistory);
  followed.current = followHistory(followed.current, isShown ? state.history : null, liveStages);
  const { byStage } = followed.current;
  const drawn = useRef<readonly Column[]>([]);
  const columns = useMemo(() => buildColumns(pipeline?.stages ?? [], byStage, drawn.current), [pipeline, byStage]);
  drawn.current = columns;
  const last = lastRun === null ? null : (runs.find(({ id }) => id === lastRun.id) ?? lastRun);
  return { pipeline, columns, run: active ?? last, isRunning: active !== null && !isParked(active) };
}
