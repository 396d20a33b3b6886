import type { Insights, StageInsight } from "../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import {
  type DayOutcomes,
  type Durations,
  DurationTally,
  type KnownStage,
  type Outcomes,
  type PeriodOutcomes,
  type Tables,
} from "../store/store.ts";

/** Of fewer runs than these a percentile or a rate is an accident, not something to compare with. */
const fewestToCompare = 5;

/** The calendar shows 53 whole weeks. */
const calendarDays = 53 * 7;

/** What one project's charts are made of. */
export interface Past {
  /** The period day by day. */
  readonly days: readonly (DayOutcomes & Durations)[];
  readonly calendar: readonly DayOutcomes[];
  /** The period, and the one before it, added up for the runs (stage 0) and for each stage. */
  readonly now: readonly PeriodOutcomes[];
  readonly before: readonly PeriodOutcomes[];
  readonly stages: readonly KnownStage[];
}

/** Reads what {@link summarize} needs for a period of `days` that ends with `today` (days since 1970, UTC). */
export function readPast(rollups: Tables["rollups"], projectId: ProjectId, today: number, days: number): Past {
  const fromDay = today - days + 1;
  return {
    days: rollups.runDays(projectId, fromDay, today),
    calendar: rollups.runCounts(projectId, today - calendarDays + 1, today),
    now: rollups.period(projectId, fromDay, today),
    before: rollups.period(projectId, fromDay - days, fromDay - 1),
    stages: rollups.stages(projectId),
  };
}

/** Makes one project's charts: of the period of `days` that ends with `today`, and the one before it to compare with. Pure. */
export function summarize(past: Past, today: number, days: number): Insights {
  const [nowOf, beforeOf] = [byStage(past.now), byStage(past.before)];
  const [now, before] = [nowOf(0), beforeOf(0)];
  const earlier = comparable(measuresOf(before));
  return {
    fromDay: today - days + 1,
    toDay: today,
    runs: countOf(now),
    previousRuns: countOf(before),
    passed: now.passed,
    failed: now.failed,
    ...measuresOf(now),
    previousMedianMs: earlier.medianMs,
    previousP90Ms: earlier.p90Ms,
    passRate: passRate(now),
    previousPassRate: before.passed + before.failed < fewestToCompare ? null : passRate(before),
    days: past.days.map(({ durations, ...day }) => ({ ...day, ...measuresOf({ durations }) })),
    calendar: [...past.calendar],
    stages: past.stages
      .flatMap((stage) => stageInsight(stage, nowOf(stage.stage), beforeOf(stage.stage)))
      .sort((left, right) => (right.medianMs ?? -1) - (left.medianMs ?? -1)),
  };
}

/** Nothing for a stage that the period did not have. */
function stageInsight({ name, phase }: KnownStage, now: Outcomes & Durations, earlier: Durations): StageInsight[] {
  if (countOf(now) === 0) return [];
  const { medianMs, p90Ms } = measuresOf(now);
  const before = comparable(measuresOf(earlier)).medianMs;
  const change = medianMs === null || before === null ? null : medianMs / before - 1;
  return [{ name, phase, runs: countOf(now), passed: now.passed, failed: now.failed, medianMs, p90Ms, change }];
}

function byStage(period: readonly PeriodOutcomes[]): (stage: number) => Outcomes & Durations {
  const rows = new Map(period.map((row) => [row.stage, row]));
  return (stage) => rows.get(stage) ?? nothing;
}

const nothing: Outcomes & Durations = { passed: 0, failed: 0, other: 0, durations: new Uint8Array(0) };

function measuresOf({ durations }: Durations): { measured: number; medianMs: number | null; p90Ms: number | null } {
  const tally = new DurationTally(durations);
  return { measured: tally.count, medianMs: tally.percentile(0.5), p90Ms: tally.percentile(0.9) };
}

function comparable(measures: ReturnType<typeof measuresOf>): ReturnType<typeof measuresOf> {
  return measures.measured < fewestToCompare ? { ...measures, medianMs: null, p90Ms: null } : measures;
}

function countOf({ passed, failed, other }: Outcomes): number {
  return passed + failed + other;
}

function passRate({ passed, failed }: Outcomes): number | null {
  return passed + failed === 0 ? null : passed / (passed + failed);
}
