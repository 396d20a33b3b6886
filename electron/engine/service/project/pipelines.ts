import type { StageHistory } from "../../../../shared/contract/pipelines.ts";
import type { Pipeline } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { percentile } from "../../../../shared/percentile.ts";
import { ok, type Result } from "../../../../shared/result.ts";
import { describeEnvironment, describeOperations, loadPipeline, type SaveFailure, savePipeline } from "../../pipeline/pipeline.ts";
import type { StagePast, Store, StoreFailure } from "../../store/store.ts";
import type { NotFound } from "../not-there.ts";
import { findProject } from "./projects.ts";

/** As many bars as a card is wide. */
const barsOnCard = 20;

/** The `pipelines` area of the contract. */
export interface PipelineService {
  get(input: { projectId: ProjectId }): Promise<Result<Pipeline, NotFound | StoreFailure>>;
  history(input: { projectId: ProjectId }): Promise<Result<StageHistory[], NotFound | StoreFailure>>;
  save(input: { projectId: ProjectId }): Promise<Result<{ path: string }, NotFound | SaveFailure | StoreFailure>>;
}

/** `onAsked` is told which projects a window looks at, so that their files can be watched. */
export function createPipelineService(store: Store, onAsked: (id: ProjectId, folder: string) => void): PipelineService {
  return {
    get: async ({ projectId }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      onAsked(projectId, project.value.path);
      const { origin, name, toolchains, stages, problems, ...loaded } = await loadPipeline(project.value.path);
      const environments = loaded.environments.map((one) => describeEnvironment(one, loaded.environmentLines[one.name] ?? 0));
      return ok({ projectId, origin, name, toolchains, stages, environments, operations: describeOperations(loaded.operations), problems });
    },
    history: async ({ projectId }) => {
      const project = findProject(store, projectId);
      if (!project.ok) return project;
      const { stages } = await loadPipeline(project.value.path);
      const names = stages.map(({ name }) => name);
      const past = store.read(({ stageRuns }) => stageRuns.past(projectId, names, barsOnCard));
      if (!past.ok) return past;
      return ok(past.value.map((stage, index) => ({ ...stage, phase: stages[index]?.phase ?? "build", ...forecast(stage) })));
    },
    save: async ({ projectId }) => {
      const project = findProject(store, projectId);
      return project.ok ? savePipeline(project.value.path) : project;
    },
  };
}

function forecast({ bars }: StagePast): Pick<StageHistory, "expectedMs" | "expectedP90Ms"> {
  const passedMs = bars.filter(({ status }) => status === "passed").flatMap(({ durationMs }) => durationMs ?? []);
  return { expectedMs: percentile(passedMs, 0.5), expectedP90Ms: percentile(passedMs, 0.9) };
}
