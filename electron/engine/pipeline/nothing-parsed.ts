import { nothingPlanned } from "../../../shared/pipeline/plan.ts";
import { planReleases } from "../../../shared/pipeline/planned-release.ts";
import type { ParsedPipeline } from "./parse-pipeline.ts";

/** What a file says that is not there, or cannot be taken. */
export const nothingParsed: Omit<ParsedPipeline, "problems"> = {
  name: null,
  stages: [],
  plan: nothingPlanned,
  environments: [],
  environmentLines: {},
  releases: planReleases(null),
};
