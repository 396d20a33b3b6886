import type { Annotation } from "../../../../shared/contract/metrics.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type Chart, readChart } from "../../series/series.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";

/** What to draw, as the contract asks. */
export interface MetricsInput {
  readonly projectId: ProjectId;
  readonly series: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** The `metrics` area of the contract. */
export interface MetricsService {
  read(input: MetricsInput): Result<Chart & { annotations: Annotation[] }, NotFound | StoreFailure>;
}

/** So many are drawn; of more, the newest. */
const mostAnnotations = 500;

/** Answers charts from the history. */
export function createMetricsService(store: Store, now: Clock): MetricsService {
  return {
    read: ({ projectId, series, from, to, points }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const read = store.read((tables) => ({
        ...readChart(tables.series, { names: series, from, to, points }, now()),
        annotations: tables.annotations.between(projectId, from, to, mostAnnotations),
      }));
      return read.ok ? ok(read.value) : read;
    },
  };
}
