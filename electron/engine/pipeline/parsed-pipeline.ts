import type { PipelineProblem, PipelineStage } from "../../../shared/contract/schemas.ts";
import { nothingPlanned, type PlannedPipeline } from "../../../shared/pipeline/plan.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import { planReleases, type ReleasePolicy } from "../../../shared/pipeline/planned-release.ts";

/** What a pipeline's text says. With problems there are no stages: a file is run whole or not at all. */
export interface ParsedPipeline {
  readonly name: string | null;
  readonly stages: PipelineStage[];
  /** What a run executes, in the same order. */
  readonly plan: PlannedPipeline;
  /** Where it can be deployed to, in the file's order. */
  readonly environments: PlannedEnvironment[];
  /** The line of each environment, from 1, by its name. */
  readonly environmentLines: Readonly<Record<string, number>>;
  readonly releases: ReleasePolicy;
  readonly problems: PipelineProblem[];
}

/** What a file says that is not there, or cannot be taken. */
export const nothingParsed: Omit<ParsedPipeline, "problems"> = {
  name: null,
  stages: [],
  plan: nothingPlanned,
  environments: [],
  environmentLines: {},
  releases: planReleases(null),
};
