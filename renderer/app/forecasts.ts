import { useMemo } from "react";
import { useStore } from "zustand";
import type { Run, StageRun } from "../../shared/contract/schemas.ts";
import { type Forecast, type ForecastStage, forecastRun } from "../../shared/forecast.ts";
import { currentStages } from "../../shared/stage-groups.ts";
import { liveRunsStore, stagesOfRun } from "../state/live-runs.ts";
import { nowStore } from "../state/now.ts";
import { type PipelineState, pipelineStore } from "../state/pipeline.ts";

function expectedFrom(history: PipelineState["history"]): (stage: ForecastStage) => number | null {
  return ({ name }) => history?.[name]?.expectedMs ?? null;
}

// To play through more stages than these takes longer than their number is of interest: once a second will do.
const manyStages = 200;
const followsClock: readonly StageRun[] = [];

/** How far a run of the shown project is, second by second, and of a run that can be overlooked stage by stage. */
export function useRunForecast(run: Run): Forecast {
  const few = useStore(liveRunsStore, (state) => {
    const stages = stagesOfRun(state, run.id);
    return stages.length > manyStages ? followsClock : stages;
  });
  const history = useStore(pipelineStore, (state) => state.history);
  const now = useStore(nowStore, (state) => state.now);
  return useMemo(() => {
    const stages = currentStages(few === followsClock ? stagesOfRun(liveRunsStore.getState(), run.id) : few);
    const expected = expectedFrom(history);
    return forecastRun(stages, (stage) => expected(stage) ?? stage.expectedMs, run.parallel, now);
  }, [few, history, run.id, run.parallel, now]);
}

/** How long the whole pipeline of the shown project usually takes; `null` while a stage has never passed. */
export function usePipelineForecastMs(stagesAtOnce: number): number | null {
  const pipeline = useStore(pipelineStore, (state) => state.pipeline);
  const history = useStore(pipelineStore, (state) => state.history);
  return useMemo(() => {
    const stages = (pipeline?.stages ?? []).flatMap(({ name, needs, variants }) =>
      Array.from({ length: Math.max(1, variants.length) }, () => ({ name, needs, status: "queued" as const, startedAt: null })),
    );
    return stages.length === 0 ? null : forecastRun(stages, expectedFrom(history), stagesAtOnce, 0).leftMs;
  }, [pipeline, history, stagesAtOnce]);
}

/** Writes a time that is only guessed: whole seconds, never more exact than it can be. */
export function formatGuess(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, "0")} m`;
}
