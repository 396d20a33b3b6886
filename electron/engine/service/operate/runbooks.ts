import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId, RunId } from "../../../../shared/ids.ts";
import { nearest } from "../../../../shared/nearest.ts";
import type { PlannedRunbook } from "../../../../shared/pipeline/planned-runbook.ts";
import { err, type Failure, failure, ok, type Result } from "../../../../shared/result.ts";
import type { Clock } from "../../clock.ts";
import { describeProblem, loadPipeline } from "../../pipeline/pipeline.ts";
import { type HostFailure, type HostProgram, launchHost, limitReached } from "../../run/run.ts";
import type { Store, StoredProject, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "../project/projects.ts";
import { describeRunbook, planRunbook, type RunbookFailure } from "./plan-runbook.ts";

/** Why no runbook was started. */
export type RunbookStartFailure = NotFound | RunbookFailure | HostFailure | Failure<"pipeline-invalid" | "unknown-name">;

/** The `runbooks` area of the contract. */
export interface RunbookService {
  list(input: { projectId: ProjectId }): Promise<Result<{ runbooks: Runbook[]; problem: string | null }, NotFound | StoreFailure>>;
  start(input: {
    projectId: ProjectId;
    name: string;
    values: Readonly<Record<string, string>>;
    confirmation: string;
  }): Promise<Result<{ runId: RunId }, RunbookStartFailure>>;
  runs(input: { projectId: ProjectId; name: string; limit: number }): Result<{ runs: Run[] }, NotFound | StoreFailure>;
}

/** What the service needs to know of the rest. */
export interface RunbookParts {
  readonly store: Store;
  readonly hostProgram: HostProgram;
  readonly now: Clock;
}

/** Tells of runbooks, and starts them in processes of their own. */
export function createRunbookService({ store, hostProgram, now }: RunbookParts): RunbookService {
  return {
    list: async ({ projectId }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { operations, problems } = await loadPipeline(project.value.path);
      const [problem] = problems;
      const read = store.read((tables) =>
        operations.runbooks.map((each) =>
          describeRunbook(tables, project.value, each, { line: operations.lines.runbooks[each.name] ?? 0, nowMs: now() }),
        ),
      );
      return read.ok ? ok({ runbooks: read.value, problem: problem === undefined ? null : describeProblem(problem) }) : read;
    },
    start: async ({ projectId, name, values, confirmation }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const runbook = await findRunbook(project.value, name);
      if (!runbook.ok) return runbook;
      const planned = await planRunbook(store, project.value, runbook.value, { values, confirmation }, now);
      if (!planned.ok) return planned;
      const launched = await launchHost(planned.value.request, store.folder, hostProgram, planned.value.given);
      if (launched.ok) return ok({ runId: launched.value.runId });
      // Somebody else may have been faster.
      const reached = store.read((tables) => limitReached(tables, projectId, runbook.value, now()));
      return reached.ok && reached.value !== null ? err(reached.value) : launched;
    },
    runs: ({ projectId, name, limit }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const read = store.read(({ runs }) => runs.ofRunbook(projectId, name, limit));
      return read.ok ? ok({ runs: read.value }) : read;
    },
  };
}

/** The runbook of that name, as the file says now. */
export async function findRunbook(
  project: StoredProject,
  name: string,
): Promise<Result<PlannedRunbook, Failure<"pipeline-invalid" | "unknown-name">>> {
  const { operations, problems } = await loadPipeline(project.path);
  const [problem] = problems;
  if (problem !== undefined) return err(failure("pipeline-invalid", describeProblem(problem), "See millrace validate."));
  const found = operations.runbooks.find((each) => each.name === name);
  if (found !== undefined) return ok(found);
  const near = nearest(
    name,
    operations.runbooks.map((each) => each.name),
  );
  const hint = near === null ? "See millrace runbooks list." : `Did you mean ${near}?`;
  return err(failure("unknown-name", `${project.name} has no runbook ${JSON.stringify(name)}.`, hint));
}
