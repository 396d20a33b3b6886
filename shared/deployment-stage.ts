import type { StageRun } from "./contract/schemas.ts";
import { titleOf } from "./stage-groups.ts";

const prefix = "deploy:";

/** The name of the only stage of a run that puts a release into an environment. */
export function deploymentStageName(environment: string): string {
  return `${prefix}${environment}`;
}

/** What a stage run is called within a sentence: `unit linux`, or `Deployment to production`. */
export function subjectOf(stage: Pick<StageRun, "name" | "variant" | "phase">): string {
  return stage.phase === "deploy" && stage.name.startsWith(prefix) ? `Deployment to ${stage.name.slice(prefix.length)}` : titleOf(stage);
}
