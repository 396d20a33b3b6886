import type { TestFailure, TestOverview, TestRow } from "../../../../shared/contract/tests.ts";
import type { ProjectId, StageRunId, TestId } from "../../../../shared/ids.ts";
import type { Result } from "../../../../shared/result.ts";
import type { Store, StoreFailure } from "../../store/store.ts";
import {
  branchToTell,
  type HistoryWish,
  type OfRunWish,
  type PageWish,
  readFailure,
  readHistory,
  readOverview,
  readPage,
  readTestsOfRun,
  type TestHistory,
  type TestsOfRun,
} from "../../test/test.ts";
import { found, type NotFound } from "../not-there.ts";

/** The `tests` area of the contract. */
export interface TestService {
  overview(input: { projectId: ProjectId; branch?: string | undefined }): Result<TestOverview, NotFound | StoreFailure>;
  page(
    input: Omit<PageWish, "branch"> & { projectId: ProjectId; branch?: string | undefined },
  ): Result<{ rows: TestRow[]; next: string | null }, NotFound | StoreFailure>;
  history(input: HistoryWish): Result<TestHistory, NotFound | StoreFailure>;
  failure(input: { stageRunId: StageRunId; testId: TestId }): Result<TestFailure, NotFound | StoreFailure>;
  ofRun(input: OfRunWish): Result<TestsOfRun, NotFound | StoreFailure>;
}

/** Reads tests over all runs. */
export function createTestService(store: Store): TestService {
  return {
    overview: ({ projectId, branch }) =>
      found(
        store.read((tables) =>
          tables.projects.get(projectId) === null ? null : readOverview(tables, projectId, branch ?? branchToTell(tables, projectId)),
        ),
        `Project ${projectId}`,
      ),
    page: ({ projectId, branch, ...wish }) =>
      found(
        store.read((tables) =>
          tables.projects.get(projectId) === null
            ? null
            : readPage(tables, projectId, { ...wish, branch: branch ?? branchToTell(tables, projectId) }),
        ),
        `Project ${projectId}`,
      ),
    history: (wish) =>
      found(
        store.read((tables) => readHistory(tables, wish)),
        `Test ${wish.testId}`,
      ),
    failure: ({ stageRunId, testId }) =>
      found(
        store.read((tables) => readFailure(tables, stageRunId, testId)),
        `The result of test ${testId} in stage run ${stageRunId}`,
      ),
    ofRun: (wish) =>
      found(
        store.read((tables) => readTestsOfRun(tables, wish)),
        `Run ${wish.runId}`,
      ),
  };
}
