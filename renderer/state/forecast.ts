import type { StageRun } from "../../shared/contract/schemas.ts";
import { isTerminal } from "../../shared/status.ts";

/** How far a run is and how long it may still take. */
export interface Forecast {
  readonly doneStages: number;
  readonly totalStages: number;
  /** Until the last stage ends, in milliseconds; `null` while a stage that is left has never passed before. */
  readonly leftMs: number | null;
  /** Whether a stage takes so much longer than usual that {@link leftMs} is worth nothing. */
  readonly isLate: boolean;
  /** Share of the expected work that is done, from 0 to 1; by stages where times are unknown. */
  readonly fraction: number;
}

// A little longer than usual is usual; a stage of a blink may take two seconds on a busy machine.
const lateFactor = 1.5;
const lateGraceMs = 2_000;

/** What a forecast needs to know of a stage. */
export type ForecastStage = Pick<StageRun, "name" | "needs" | "status" | "startedAt">;

/**
 * Plays the rest of a run through with what its stages usually take and as many at once as it may. Pure: `now` (epoch
 * milliseconds) is passed in. A stage that takes longer than usual counts as about to end.
 */
export function forecastRun(
  stages: readonly ForecastStage[],
  expectedMs: (stage: string) => number | null,
  parallel: number,
  now: number,
): Forecast {
  const left = stages.filter((stage) => !isTerminal(stage.status));
  const doneStages = stages.length - left.length;
  const knowsAll = left.every((stage) => expectedMs(stage.name) !== null);
  const remaining = new Map(left.map((stage) => [stage.name, remainingMs(stage, expectedMs(stage.name) ?? 0, now)]));
  const leftMs = knowsAll ? playThrough(left, remaining, Math.max(1, parallel)) : null;
  const isLate = left.some(({ name, startedAt }) => isOverdue(startedAt, expectedMs(name), now));
  return { doneStages, totalStages: stages.length, leftMs, isLate, fraction: fractionOf(stages, remaining, expectedMs) };
}

function isOverdue(startedAt: number | null, expected: number | null, now: number): boolean {
  return startedAt !== null && expected !== null && now - startedAt > expected * lateFactor + lateGraceMs;
}

function remainingMs(stage: ForecastStage, expected: number, now: number): number {
  return stage.startedAt === null ? expected : Math.max(0, expected - (now - stage.startedAt));
}

function fractionOf(
  stages: readonly ForecastStage[],
  remaining: ReadonlyMap<string, number>,
  expectedMs: (stage: string) => number | null,
): number {
  if (stages.length === 0) return 0;
  let total = 0;
  let left = 0;
  for (const stage of stages) {
    const expected = expectedMs(stage.name);
    if (expected === null) return stages.filter(({ status }) => isTerminal(status)).length / stages.length;
    total += expected;
    left += remaining.get(stage.name) ?? 0;
  }
  return total === 0 ? 0 : (total - left) / total;
}

/** The time until the last of `left` ends when at most `parallel` run at once, those that run now first. */
function playThrough(left: readonly ForecastStage[], remaining: ReadonlyMap<string, number>, parallel: number): number {
  const missing = new Map(left.map((stage) => [stage.name, stage.needs.filter((need) => remaining.has(need)).length]));
  const dependents = new Map<string, string[]>();
  for (const stage of left) {
    for (const need of stage.needs) dependents.set(need, [...(dependents.get(need) ?? []), stage.name]);
  }
  const isUnderWay = (stage: ForecastStage) => stage.startedAt !== null;
  const ready = [...left.filter(isUnderWay), ...left.filter((stage) => !isUnderWay(stage) && missing.get(stage.name) === 0)].map(
    (stage) => stage.name,
  );
  const running: { name: string; endsMs: number }[] = [];
  let clockMs = 0;
  let next = 0;
  while (next < ready.length || running.length > 0) {
    while (next < ready.length && running.length < parallel) {
      const name = ready[next] ?? "";
      next += 1;
      running.push({ name, endsMs: clockMs + (remaining.get(name) ?? 0) });
    }
    running.sort((one, other) => other.endsMs - one.endsMs);
    const ended = running.pop();
    if (ended === undefined) break;
    clockMs = Math.max(clockMs, ended.endsMs);
    for (const name of dependents.get(ended.name) ?? []) {
      const count = (missing.get(name) ?? 0) - 1;
      missing.set(name, count);
      if (count === 0) ready.push(name);
    }
  }
  return clockMs;
}
