import type { StageRun } from "./contract/schemas.ts";
import type { Phase } from "./pipeline/phases.ts";
import { conclusionOf, merge, type Status } from "./status.ts";

/** How a stage run is shown: as its status, or as a failure that counts as a pass. */
export type Look = Status | "allowed";

type Ended = Pick<StageRun, "status" | "mayFail">;

/** See {@link Look}. */
export function lookOf({ status, mayFail }: Ended): Look {
  return mayFail && status === "failed" ? "allowed" : status;
}

/** One look for all variants of a stage: the worst that counts; an allowed failure shows where all the rest passed. `null` of none. */
export function mergeLooks(variants: readonly Ended[]): Look | null {
  const [first] = variants;
  // As most stages are: without a matrix.
  if (first !== undefined && variants.length === 1) return lookOf(first);
  const status = merge(variants.map((variant) => conclusionOf(variant.status, variant.mayFail)));
  return status === "passed" && variants.some((variant) => lookOf(variant) === "allowed") ? "allowed" : status;
}

/** The variant that a stage's look comes from, the first of several; `null` of none. */
export function tellingOf<Variant extends Ended>(variants: readonly Variant[]): Variant | null {
  const look = mergeLooks(variants);
  return variants.find((variant) => lookOf(variant) === look) ?? variants[0] ?? null;
}

/** From the first start of a stage's variants to the last end; as long as the longest of them took. An end only when all have ended. */
export function spanOf(
  variants: readonly Pick<StageRun, "startedAt" | "finishedAt" | "durationMs">[],
): Pick<StageRun, "startedAt" | "finishedAt" | "durationMs"> {
  const starts = variants.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = variants.flatMap(({ finishedAt }) => finishedAt ?? []);
  const durations = variants.flatMap(({ durationMs }) => durationMs ?? []);
  const hasEnded = ends.length === variants.length;
  return {
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    finishedAt: hasEnded && ends.length > 0 ? Math.max(...ends) : null,
    durationMs: hasEnded && durations.length > 0 ? Math.max(...durations) : null,
  };
}

/** One cell of a stage's matrix in one run; a stage without a matrix has one, with an empty name. */
export interface VariantRuns {
  readonly variant: string;
  /** The first first; at least one. */
  readonly attempts: readonly StageRun[];
  /** The last attempt: the one that counts. */
  readonly current: StageRun;
}

/** All that one run did of a stage. */
export interface StageGroup {
  readonly name: string;
  readonly phase: Phase;
  /** In the order of the plan; at least one. */
  readonly variants: readonly VariantRuns[];
}

/**
 * The stage runs of one run by stage and variant, in the order in which the first of each stands. The number of an attempt
 * decides, not whether a row is marked as superseded: that mark is not announced.
 */
export function groupStages(stages: readonly StageRun[]): StageGroup[] {
  const byName = Map.groupBy(stages, ({ name }) => name);
  return [...byName].map(([name, ofStage]) => ({
    name,
    phase: ofStage[0]?.phase ?? "build",
    variants: [...Map.groupBy(ofStage, ({ variant }) => variant)].flatMap(([variant, runs]): VariantRuns[] => {
      const attempts = [...runs].sort((one, other) => one.attempt - other.attempt);
      const current = attempts.at(-1);
      return current === undefined ? [] : [{ variant, attempts, current }];
    }),
  }));
}

/** Of every variant of every stage the attempt that counts, in the order of the plan. */
export function currentStages(stages: readonly StageRun[]): StageRun[] {
  // Nothing was tried again in most runs.
  if (stages.every(({ attempt }) => attempt === 1)) return [...stages];
  return groupStages(stages).flatMap(({ variants }) => variants.map(({ current }) => current));
}

/** A stage run's name for people: with its variant, where it has one. */
export function titleOf({ name, variant }: Pick<StageRun, "name" | "variant">): string {
  return variant === "" ? name : `${name} ${variant}`;
}
