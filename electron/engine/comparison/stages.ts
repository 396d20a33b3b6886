import type { RunComparison } from "../../../shared/contract/health.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { percentile } from "../../../shared/percentile.ts";
import { type Look, lookOf } from "../../../shared/stage-groups.ts";
import { secondMs } from "../../../shared/time.ts";

/** One stage, or one variant of it, in both runs. */
export interface StagePair {
  readonly name: string;
  readonly variant: string;
  readonly before: StageRun | null;
  readonly after: StageRun | null;
  /** Whether its time differs by more than its times usually do; `null` when one of them is unknown. */
  readonly isUnusual: boolean | null;
}

/** Stages of both runs, those of the newer one in its order first, those that are gone last. */
export function pairStages(
  before: readonly StageRun[],
  after: readonly StageRun[],
  pastMs: ReadonlyMap<string, readonly number[]>,
): StagePair[] {
  const was = new Map(before.map((stage) => [keyOf(stage), stage]));
  const is = new Set(after.map(keyOf));
  const pairs = after.map((stage): StagePair => {
    const earlier = was.get(keyOf(stage)) ?? null;
    const { name, variant } = stage;
    return { name, variant, before: earlier, after: stage, isUnusual: isUnusual(earlier, stage, pastMs.get(name) ?? []) };
  });
  const gone = before.filter((stage) => !is.has(keyOf(stage)));
  return [...pairs, ...gone.map((stage) => ({ name: stage.name, variant: stage.variant, before: stage, after: null, isUnusual: null }))];
}

/** As the contract has it: those that newly fail first, then what else ends otherwise, then the largest difference of times. */
export function tellStages(pairs: readonly StagePair[]): RunComparison["stages"] {
  return pairs
    .map((pair, place) => ({ pair, rank: rankOf(pair), byMs: pair.isUnusual === true ? Math.abs(timeOf(pair) ?? 0) : 0, place }))
    .sort((one, other) => one.rank - other.rank || other.byMs - one.byMs || one.place - other.place)
    .map(({ pair: { name, variant, before, after, isUnusual: isMore } }) => ({
      ...{ name, variant, before: sideOf(before), after: sideOf(after), isUnusual: isMore, stageRunId: (after ?? before)?.id ?? null },
    }));
}

const broken: readonly Look[] = ["failed", "errored", "interrupted"];

/** Whether a stage failed in a way that counts. */
export function isBroken(stage: StageRun | null): boolean {
  return stage !== null && broken.includes(lookOf(stage));
}

/** How much longer it took, in milliseconds; `null` when one of them did not work. */
export function timeOf({ before, after }: Pick<StagePair, "before" | "after">): number | null {
  const [was, is] = [ownMs(before), ownMs(after)];
  return was === null || is === null ? null : is - was;
}

/** A result that was used again took no time of its own, and one that failed half-way says nothing of how long it takes. */
function ownMs(stage: StageRun | null): number | null {
  if (stage === null || stage.status !== "passed" || stage.reason === "cache-hit" || stage.reason === "kept") return null;
  return stage.durationMs;
}

/** Fewer past times say nothing of how they spread. */
const fewestToKnow = 5;
/** Below this nobody looks, whatever the spread. */
const leastMs = secondMs / 2;
const leastShare = 0.1;

function isUnusual(before: StageRun | null, after: StageRun, pastMs: readonly number[]): boolean | null {
  const byMs = timeOf({ before, after });
  if (byMs === null) return null;
  const least = Math.max(leastMs, leastShare * (before?.durationMs ?? 0));
  const isKnown = pastMs.length >= fewestToKnow;
  const spread = isKnown ? (percentile(pastMs, 0.9) ?? 0) - (percentile(pastMs, 0.1) ?? 0) : 3 * least;
  return Math.abs(byMs) > Math.max(least, spread);
}

function rankOf({ before, after }: StagePair): number {
  if (isBroken(after)) return isBroken(before) ? 1 : 0;
  if (isBroken(before)) return 2;
  return before?.status !== after?.status ? 3 : 4;
}

function sideOf(stage: StageRun | null): { status: string; durationMs: number | null } | null {
  return stage === null ? null : { status: stage.status, durationMs: stage.durationMs };
}

/** Names hold no space, so this is one key for each cell of a matrix. */
function keyOf({ name, variant }: StageRun): string {
  return `${name} ${variant}`;
}
