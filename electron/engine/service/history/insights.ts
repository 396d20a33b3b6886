import type { Insights } from "../../../../shared/contract/insights.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import { readPast, summarize } from "../../insight/insight.ts";
import { dayOf, type Store, type StoreFailure } from "../../store/store.ts";

/** The charts of one project for a period of `days` that ends at `now` (epoch milliseconds), from its rollups. */
export function readInsights(store: Store, projectId: ProjectId, days: number, now: number): Result<Insights, StoreFailure> {
  const today = dayOf(now);
  return store.read(({ rollups }) => summarize(readPast(rollups, projectId, today, days), today, days));
}
