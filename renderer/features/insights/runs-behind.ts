import type { Insights } from "../../../shared/contract/insights.ts";
import { isoDay } from "../../../shared/time.ts";
import type { RouteQuery } from "../../state/route.ts";

/*
 * Which runs a figure stands for, as the list of runs takes it in its address: exactly those, no more and no less.
 */

/** Runs of a day or a period that have ended, searches for a culprit left out; `more` narrows them further. */
export function endedRuns({ fromDay, toDay }: Pick<Insights, "fromDay" | "toDay">, more: RouteQuery = {}): RouteQuery {
  return { status: "ended", searches: "no", since: isoDay(fromDay), until: isoDay(toDay), ...more };
}

/** Those that durations of a run are measured by. */
export function measuredRuns(period: Pick<Insights, "fromDay" | "toDay">): RouteQuery {
  return endedRuns(period, { status: "passed", whole: "yes" });
}

/** Those that durations of a stage are measured by. */
export function runsWithStage(period: Pick<Insights, "fromDay" | "toDay">, stage: string): RouteQuery {
  return endedRuns(period, { stage, stageStatus: "passed" });
}

/** The period of one day. */
export function onlyDay(day: number): Pick<Insights, "fromDay" | "toDay"> {
  return { fromDay: day, toDay: day };
}
