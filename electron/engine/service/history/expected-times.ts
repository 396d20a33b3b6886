import { forecastRun } from "../../../../shared/forecast.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { percentile } from "../../../../shared/percentile.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import type { Store } from "../../store/store.ts";

/** As many of a stage's runs as say what it usually takes now. */
const runsLookedAt = 20;

/** What a run is expected to take when it starts. */
export interface ExpectedTimes {
  /** Medians, by place; `null` for a stage that has never passed. */
  readonly stageMs: readonly (number | null)[];
  /** From the first stage to the last, half of the time and nine times out of ten; `null` without a past of every stage. */
  readonly runMs: number | null;
  readonly runP90Ms: number | null;
}

/**
 * Plays the run through with what its stages took before; those at the places `kept` take no time. A history that cannot
 * be read makes no run impossible.
 */
export function expectTimes(
  store: Store,
  project: ProjectId,
  stages: readonly PlannedStage[],
  parallel: number,
  kept: readonly number[] = [],
): ExpectedTimes {
  const names = [...new Set(stages.map(({ name }) => name))];
  const past = store.read(({ stageRuns }) => stageRuns.passedMs(project, names, runsLookedAt));
  const passedMs = past.ok ? past.value : new Map<string, readonly number[]>();
  const at = (share: number) => (name: string) => percentile(passedMs.get(name) ?? [], share);
  const places = new Set(kept);
  const waiting = stages
    .filter((_, place) => !places.has(place))
    .map(({ name, needs }) => ({ name, needs, status: "queued" as const, startedAt: null }));
  const runMs = (share: number) => forecastRun(waiting, ({ name }) => at(share)(name), parallel, 0).leftMs;
  return { stageMs: stages.map(({ name }) => at(0.5)(name)), runMs: runMs(0.5), runP90Ms: runMs(0.9) };
}
