import type { StageRun } from "./contract/schemas.ts";

/** What the critical path is found from: when a stage began and ended, and what it waited for. */
export type TimedStage = Pick<StageRun, "name" | "startedAt" | "finishedAt"> & { readonly needs: readonly string[] };

/** The chain of stages that decided how long a run took. */
export interface CriticalPath<Stage extends TimedStage = TimedStage> {
  /** From the first to the last. */
  readonly stages: readonly Stage[];
  /** From the start of the first to the end of the last, waiting included. */
  readonly durationMs: number;
}

/**
 * The chain that ends with the stage that ended last; each link is the need that ended last of the ones before. A stage
 * that still runs ends now. `null` before anything has started.
 */
export function findCriticalPath<Stage extends TimedStage>(stages: readonly Stage[], now: number): CriticalPath<Stage> | null {
  const byName = new Map<string, Stage[]>();
  for (const stage of stages) byName.set(stage.name, [...(byName.get(stage.name) ?? []), stage]);
  const path: Stage[] = [];
  let link = latest(stages, now);
  while (link !== null && !path.includes(link)) {
    path.unshift(link);
    link = latest(
      link.needs.flatMap((need) => byName.get(need) ?? []),
      now,
    );
  }
  const [first] = path;
  const last = path[path.length - 1];
  if (first === undefined || last === undefined) return null;
  return { stages: path, durationMs: endOf(last, now) - (first.startedAt ?? now) };
}

function latest<Stage extends TimedStage>(stages: readonly Stage[], now: number): Stage | null {
  let best: Stage | null = null;
  for (const stage of stages) {
    if (stage.startedAt === null) continue;
    if (best === null || endOf(stage, now) > endOf(best, now)) best = stage;
  }
  return best;
}

function endOf(stage: TimedStage, now: number): number {
  return stage.finishedAt ?? now;
}
