import type { Health, HealthWeek } from "../../../shared/contract/health.ts";
import type { Insights, RunDay, StageInsight } from "../../../shared/contract/insights.ts";
import { tableColumns } from "../../../shared/csv.ts";
import { isoDay } from "../../../shared/time.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";

/** The days of the period that have runs, as a file: what the charts of durations and of the pass rate are drawn of. */
export function daysTable({ days }: Insights): SavedTable<RunDay> {
  return {
    name: "runs by day",
    pages: () => onePage(days),
    columns: tableColumns<RunDay>({
      day: ({ day }) => isoDay(day),
      passed: ({ passed }) => passed,
      failed: ({ failed }) => failed,
      other: ({ other }) => other,
      measured: ({ measured }) => measured,
      medianMs: ({ medianMs }) => medianMs,
      p90Ms: ({ p90Ms }) => p90Ms,
    }),
  };
}

type CalendarDay = Insights["calendar"][number];

/** The days of a year that have runs, as a file. */
export function calendarTable({ calendar }: Insights): SavedTable<CalendarDay> {
  return {
    name: "runs by day of a year",
    pages: () => onePage(calendar),
    columns: tableColumns<CalendarDay>({
      day: ({ day }) => isoDay(day),
      passed: ({ passed }) => passed,
      failed: ({ failed }) => failed,
      other: ({ other }) => other,
    }),
  };
}

/** All stages of the period, the slowest first, as a file. */
export function slowestTable({ stages }: Insights): SavedTable<StageInsight> {
  return {
    name: "slowest stages",
    pages: () => onePage(stages),
    columns: tableColumns<StageInsight>({
      name: ({ name }) => name,
      phase: ({ phase }) => phase,
      runs: ({ runs }) => runs,
      passed: ({ passed }) => passed,
      failed: ({ failed }) => failed,
      medianMs: ({ medianMs }) => medianMs,
      p90Ms: ({ p90Ms }) => p90Ms,
      change: ({ change }) => change,
    }),
  };
}

/** The weeks of the period, as a file: what the charts by week are drawn of. */
export function weeksTable(weeks: readonly HealthWeek[]): SavedTable<HealthWeek> {
  return {
    name: "weeks",
    pages: () => onePage(weeks),
    columns: tableColumns<HealthWeek>({
      from: ({ fromDay }) => isoDay(fromDay),
      to: ({ toDay }) => isoDay(toDay),
      runs: ({ runs }) => runs,
      queueMedianMs: ({ queueMedianMs }) => queueMedianMs,
      queueP90Ms: ({ queueP90Ms }) => queueP90Ms,
      waitedMs: ({ waitedMs }) => waitedMs,
      cacheHits: ({ cacheHits }) => cacheHits,
      cacheMisses: ({ cacheMisses }) => cacheMisses,
      savedMs: ({ savedMs }) => savedMs,
      itemsDone: ({ itemsDone }) => itemsDone,
      cycleMedianMs: ({ cycleMedianMs }) => cycleMedianMs,
    }),
  };
}

type FlakyTest = Health["flakiest"][number];

/** The flakiest tests, as a file. */
export function flakiestTable({ flakiest }: Health): SavedTable<FlakyTest> {
  return {
    name: "flakiest tests",
    pages: () => onePage(flakiest),
    columns: tableColumns<FlakyTest>({
      id: ({ testId }) => testId,
      name: ({ name }) => name,
      suite: ({ suite }) => suite,
      failed: ({ failed }) => failed,
      ran: ({ ran }) => ran,
      rate: ({ rate }) => rate,
      low: ({ low }) => low,
      high: ({ high }) => high,
    }),
  };
}

type PathStage = Health["criticalPath"][number];

/** The stages on the critical path, as a file. */
export function criticalPathTable({ criticalPath }: Health): SavedTable<PathStage> {
  return {
    name: "critical path",
    pages: () => onePage(criticalPath),
    columns: tableColumns<PathStage>({
      stage: ({ stage }) => stage,
      runsOnPath: ({ onPath }) => onPath,
      runs: ({ runs }) => runs,
      shareOfTime: ({ share }) => share,
    }),
  };
}
