import type { Health, ProjectHealth, RunComparison } from "../../../../shared/contract/health.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { type PlanPast, readHealthPast, readProjects, summarizeHealth } from "../../insight/insight.ts";
import type { ItemProgress } from "../../plan/plan.ts";
import { dayOf, type Store, type StoreFailure } from "../../store/store.ts";
import { readFlakiest } from "../../test/test.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { type ComparisonWish, compareWith } from "./comparison.ts";

/** The part of the `insights` area that tells how well builds work. */
export interface HealthService {
  health(input: { projectId: ProjectId; days: number }): Promise<Result<Health, NotFound | StoreFailure>>;
  projects(input: { days: number }): Result<{ projects: ProjectHealth[] }, StoreFailure>;
  compare(input: ComparisonWish): Promise<Result<RunComparison, NotFound | StoreFailure>>;
}

/** As many flaky tests as fit on a card that opens. */
const flakiestTold = 20;

/** Asks how far work on each item of a plan has come; `null` without a plan. */
export type AskProgress = (projectId: ProjectId) => Promise<readonly ItemProgress[] | null>;

/** Reads the health of builds from rollups, and that of the plan from its files. */
export function createHealthService(store: Store, now: Clock, askProgress: AskProgress): HealthService {
  return {
    health: async ({ projectId, days }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const nowMs = now();
      const today = dayOf(nowMs);
      const progress = await askProgress(projectId);
      const plan = progress === null ? null : planPast(progress, nowMs);
      return store.read((tables) => {
        const past = { ...readHealthPast(tables, projectId, today, days), flakiest: readFlakiest(tables, projectId, flakiestTold) };
        return summarizeHealth({ ...past, plan }, today, days);
      });
    },
    projects: ({ days }) => store.read((tables) => ({ projects: readProjects(tables, dayOf(now()), days) })),
    compare: (wish) => compareWith(store, wish),
  };
}

function planPast(progress: readonly ItemProgress[], nowMs: number): PlanPast {
  const underWay = progress.filter(({ isUnderWay }) => isUnderWay);
  const since = underWay.flatMap(({ startedAt }) => startedAt ?? []);
  return {
    done: progress.flatMap(({ startedAt, doneAt }) =>
      doneAt === null ? [] : [{ day: dayOf(doneAt), cycleMs: startedAt === null ? null : doneAt - startedAt }],
    ),
    underWay: underWay.length,
    oldestMs: since.length === 0 ? null : nowMs - Math.min(...since),
  };
}
