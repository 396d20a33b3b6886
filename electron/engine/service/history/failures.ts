import type { FailureGroup, RunFailure } from "../../../../shared/contract/failure-groups.ts";
import type { FailureId, ProjectId, RunId } from "../../../../shared/ids.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { readFailureGroups, readFailuresOfRun } from "../../failure/failure.ts";
import type { FailureCursor, Store, StoreFailure } from "../../store/store.ts";
import { found, type NotFound } from "../not-there.ts";

/** The `failures` area of the contract. */
export interface FailureService {
  page(input: {
    projectId: ProjectId;
    text: string;
    after: string | null;
    limit: number;
  }): Result<{ groups: FailureGroup[]; next: string | null }, NotFound | StoreFailure>;
  ofRun(input: { runId: RunId }): Result<RunFailure[], NotFound | StoreFailure>;
}

/** Reads what failed alike. */
export function createFailureService(store: Store): FailureService {
  return {
    page: ({ projectId, text, after, limit }) => {
      const page = found(
        store.read((tables) =>
          tables.projects.get(projectId) === null ? null : readFailureGroups(tables, { projectId, text, before: cursorOf(after), limit }),
        ),
        `The project ${projectId}`,
      );
      if (!page.ok) return page;
      const { groups, next } = page.value;
      return ok({ groups, next: next === null ? null : `${next.lastRun} ${next.id}` });
    },
    ofRun: ({ runId }) =>
      found(
        store.read((tables) => (tables.runs.get(runId) === null ? null : readFailuresOfRun(tables, runId))),
        `Run ${runId}`,
      ),
  };
}

/** As the contract writes it. */
function cursorOf(after: string | null): FailureCursor | null {
  if (after === null) return null;
  const [lastRun, id] = after.split(" ");
  return { lastRun: lastRun as RunId, id: id as FailureId };
}
