import type { FailureEnd, FailureGroup, FailureSight, RunFailure } from "../../../shared/contract/failure-groups.ts";
import type { ProjectId, RunId } from "../../../shared/ids.ts";
import type { FailureCursor, StoredFailure, StoredSight, Tables } from "../store/store.ts";

/** Which part of a project's failures. */
export interface FailuresWish {
  readonly projectId: ProjectId;
  /** Only where stage, title or signature holds it; empty for all. */
  readonly text: string;
  readonly before: FailureCursor | null;
  readonly limit: number;
}

/** The failures of a project, put together, the one that was seen last first. */
export function readFailureGroups(tables: Tables, { projectId, text, before, limit }: FailuresWish) {
  const failures = tables.failures.page(projectId, text, before, limit + 1);
  const last = failures.length > limit ? failures[limit - 1] : undefined;
  return {
    groups: failures.slice(0, limit).flatMap((failure) => groupOf(tables, failure) ?? []),
    next: last === undefined ? null : { lastRun: last.lastRun, id: last.id },
  };
}

/** How the stages of a run failed, without attempts that were made again, and when they did so before. */
export function readFailuresOfRun(tables: Tables, run: RunId): RunFailure[] {
  const superseded = new Set(tables.stageRuns.ofRun(run).flatMap(({ id, isSuperseded }) => (isSuperseded ? id : [])));
  return tables.failures.ofRun(run).flatMap(({ stageRunId, ...failure }): RunFailure[] => {
    const group = superseded.has(stageRunId) ? null : groupOf(tables, failure);
    if (group === null) return [];
    const before = tables.failures.sight(failure.id, "last", { before: run });
    const beforeEnd = before === null ? null : endOf(tables, before);
    const isEarlier = beforeEnd !== null && Number(beforeEnd.runId.slice(1)) < Number(run.slice(1));
    const own = tables.failures.sight(failure.id, "last", { run });
    return [
      {
        ...{ stageRunId, group, before: before === null ? null : toldOf(before), beforeEnd: isEarlier ? beforeEnd : null },
        end: own === null ? null : endOf(tables, own),
      },
    ];
  });
}

/** `null` when its last run is just being removed. */
function groupOf(tables: Tables, failure: StoredFailure): FailureGroup | null {
  const { failures } = tables;
  const { id, projectId, stage, title, signature } = failure;
  const [first, last] = [failures.sight(id, "first"), failures.sight(id, "last")];
  if (first === null || last === null) return null;
  return {
    ...{ id, projectId, stage, title, signature, runCount: failures.countRuns(id) },
    ...{ first: toldOf(first), last: toldOf(last), branches: [...failures.branches(id)], end: endOf(tables, last) },
  };
}

function endOf({ failures }: Tables, sight: StoredSight): FailureEnd | null {
  const pass = failures.passAfter(sight);
  if (pass === null) return null;
  const { tree, ...told } = pass;
  return { ...told, isSameTree: tree !== null && tree === sight.tree };
}

function toldOf({ tree: _, dirty: __, ...sight }: StoredSight): FailureSight {
  return sight;
}
