import type { PipelineProblem, PipelineStage } from "../../../shared/contract/schemas.ts";
import { nothingPlanned, type PlannedPipeline } from "../../../shared/pipeline/plan.ts";
import type { PlannedEnvironment } from "../../../shared/pipeline/planned-environment.ts";
import type { PlannedChannel, PlannedMonitor } from "../../../shared/pipeline/planned-monitor.ts";
import { planReleases, type ReleasePolicy } from "../../../shared/pipeline/planned-release.ts";
import type { PlannedRunbook } from "../../../shared/pipeline/planned-runbook.ts";
import type { PlannedService } from "../../../shared/pipeline/planned-service.ts";

/** What a file says of keeping things running. */
export interface PlannedOperations {
  readonly services: PlannedService[];
  /** The file that names them; empty when none does. */
  readonly servicesSource: "" | "millrace.yml" | "Procfile";
  readonly runbooks: PlannedRunbook[];
  readonly monitors: PlannedMonitor[];
  readonly channels: PlannedChannel[];
  /** The line of each, from 1, by its name. */
  readonly lines: Readonly<Record<"services" | "runbooks" | "monitors" | "channels", Readonly<Record<string, number>>>>;
}

/** A file that keeps nothing running. */
export const nothingOperated: PlannedOperations = {
  ...{ services: [], servicesSource: "", runbooks: [], monitors: [], channels: [] },
  lines: { services: {}, runbooks: {}, monitors: {}, channels: {} },
};

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
  /** What it keeps running, watches and has buttons for, each in the file's order. */
  readonly operations: PlannedOperations;
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
  operations: nothingOperated,
};
