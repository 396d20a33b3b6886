import { isTerminal, type Status } from "./status.ts";

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

/** What a forecast needs to know of a stage, or of one variant of it. */
export interface ForecastStage {
  readonly name: string;
  /** Names of stages: all variants of each. */
  readonly needs: readonly string[];
  readonly status: Status;
  /** Epoch milliseconds; `null` before its start. */
  readonly startedAt: number | null;
}

/**
 * Plays the rest of a run through with what its stages usually take and as many at once as it may. Pure: `now` (epoch
 * milliseconds) is passed in. A stage that takes longer than usual counts as about to end.
 */
export function forecastRun<Stage extends ForecastStage>(
  stages: readonly Stage[],
  expectedMs: (stage: Stage) => number | null,
  parallel: number,
  now: number,
): Forecast {
  const left = stages.filter((stage) => !isTerminal(stage.status));
  const doneStages = stages.length - left.length;
  const knowsAll = left.every((stage) => expectedMs(stage) !== null);
  const remaining = new Map<ForecastStage, number>(left.map((stage) => [stage, remainingMs(stage, expectedMs(stage) ?? 0, now)]));
  const leftMs = knowsAll ? playThrough(left, remaining, Math.max(1, parallel)) : null;
  const isLate = left.some((stage) => isOverdue(stage.startedAt, expectedMs(stage), now));
  return { doneStages, totalStages: stages.length, leftMs, isLate, fraction: fractionOf(stages, remaining, expectedMs) };
}

function isOverdue(startedAt: number | null, expected: number | null, now: number): boolean {
  return startedAt !== null && expected !== null && now - startedAt > expected * lateFactor + lateGraceMs;
}

function remainingMs(stage: ForecastStage, expected: number, now: number): number {
  return stage.startedAt === null ? expected : Math.max(0, expected - (now - stage.startedAt));
}

function fractionOf<Stage extends ForecastStage>(
  stages: readonly Stage[],
  remaining: ReadonlyMap<ForecastStage, number>,
  expectedMs: (stage: Stage) => number | null,
): number {
  if (stages.length === 0) return 0;
  let total = 0;
  let left = 0;
  for (const stage of stages) {
    const expected = expectedMs(stage);
    if (expected === null) return stages.filter(({ status }) => isTerminal(status)).length / stages.length;
    total += expected;
    left += remaining.get(stage) ?? 0;
  }
  return total === 0 ? 0 : (total - left) / total;
}

/** The time until the last of `left` ends when at most `parallel` run at once, those that run now first. */
function playThrough(left: readonly ForecastStage[], remaining: ReadonlyMap<ForecastStage, number>, parallel: number): number {
  const variantsLeft = new Map<string, number>();
  for (const { name } of left) variantsLeft.set(name, (variantsLeft.get(name) ?? 0) + 1);
  const needsOf = (stage: ForecastStage) => stage.needs.filter((need) => variantsLeft.has(need));
  const missing = new Map(left.map((stage) => [stage, needsOf(stage).length]));
  const dependents = new Map<string, ForecastStage[]>();
  for (const stage of left) {
    for (const need of needsOf(stage)) dependents.set(need, [...(dependents.get(need) ?? []), stage]);
  }
  const isUnderWay = (stage: ForecastStage) => stage.startedAt !== null;
  const ready = [...left.filter(isUnderWay), ...left.filter((stage) => !isUnderWay(stage) && missing.get(stage) === 0)];
  const running: { stage: ForecastStage; endsMs: number }[] = [];
  let clockMs = 0;
  let next = 0;
  while (next < ready.length || running.length > 0) {
    for (let stage = ready[next]; stage !== undefined && running.length < parallel; stage = ready[next]) {
      next += 1;
      running.push({ stage, endsMs: clockMs + (remaining.get(stage) ?? 0) });
    }
    running.sort((one, other) => other.endsMs - one.endsMs);
    const ended = running.pop();
    if (ended === undefined) break;
    clockMs = Math.max(clockMs, ended.endsMs);
    const { name } = ended.stage;
    const othersLeft = (variantsLeft.get(name) ?? 0) - 1;
    variantsLeft.set(name, othersLeft);
    for (const stage of othersLeft === 0 ? (dependents.get(name) ?? []) : []) {
      const count = (missing.get(stage) ?? 0) - 1;
      missing.set(stage, count);
      if (count === 0) ready.push(stage);
    }
  }
  return clockMs;
}
