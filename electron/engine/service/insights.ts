import type { Insights } from "../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Result } from "../../../shared/result.ts";
import { firstDays, summarize } from "../insight/insight.ts";
import { dayOf, type Store, type StoreFailure } from "../store/store.ts";

/** The charts of one project for a period of `days` that ends at `now` (epoch milliseconds), from its rollups. */
export function readInsights(store: Store, projectId: ProjectId, days: number, now: number): Result<Insights, StoreFailure> {
  const today = dayOf(now);
  const { ofRuns, ofStages } = firstDays(today, days);
  return store.read(({ rollups }) =>
    summarize(rollups.runDays(projectId, ofRuns, today), rollups.stageDays(projectId, ofStages, today), today, days),
  );
}
