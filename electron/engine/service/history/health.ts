import type { Health, ProjectHealth, RunComparison } from "../../../../shared/contract/health.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { readHealthPast, readProjects, summarizeHealth } from "../../insight/insight.ts";
import { dayOf, type Store, type StoreFailure } from "../../store/store.ts";
import { readFlakiest } from "../../test/test.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { type ComparisonWish, compareWith } from "./comparison.ts";

/** The part of the `insights` area that tells how well builds work. */
export interface HealthService {
  health(input: { projectId: ProjectId; days: number }): Result<Health, NotFound | StoreFailure>;
  projects(input: { days: number }): Result<{ projects: ProjectHealth[] }, StoreFailure>;
  compare(input: ComparisonWish): Promise<Result<RunComparison, NotFound | StoreFailure>>;
}

/** As many flaky tests as fit on a card that opens. */
const flakiestTold = 20;

/** Reads the health of builds from rollups. */
export function createHealthService(store: Store, now: Clock): HealthService {
  return {
    health: ({ projectId, days }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const today = dayOf(now());
      return store.read((tables) => {
        const past = { ...readHealthPast(tables, projectId, today, days), flakiest: readFlakiest(tables, projectId, flakiestTold) };
        return summarizeHealth({ ...past, plan: null }, today, days);
      });
    },
    projects: ({ days }) => store.read((tables) => ({ projects: readProjects(tables, dayOf(now()), days) })),
    compare: (wish) => compareWith(store, wish),
  };
}
