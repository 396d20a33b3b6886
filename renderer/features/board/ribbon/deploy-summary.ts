import type { Environment } from "../../../../shared/contract/deployments.ts";
import { standingOf } from "../../../../shared/deployment-look.ts";
import type { PhaseSummary } from "../board-model.ts";

/**
 * What the ribbon says of deploying where no stage does: the environment that a person should look at, else what is on its
 * way, else how many serve. Stages of the phase speak for themselves.
 */
export function withEnvironments(summary: PhaseSummary, environments: readonly Environment[]): PhaseSummary {
  if (summary.phase !== "deploy" || summary.stageCount > 0 || environments.length === 0) return summary;
  const standings = environments.map((environment) => ({ name: environment.name, ...standingOf(environment) }));
  const stageCount = environments.length;
  const one = standings.find(({ needsLook }) => needsLook) ?? standings.find(({ look }) => look !== "passed" && look !== "none");
  if (one !== undefined && one.look !== "none" && one.look !== "allowed")
    return { phase: "deploy", status: one.look, stageCount, fact: { stage: one.name, words: one.text, rest: "" } };
  const serving = standings.filter(({ look }) => look === "passed").length;
  const words =
    serving === 0 ? "nothing deployed yet" : serving === stageCount ? `${serving} serving` : `${serving} of ${stageCount} serving`;
  return { phase: "deploy", status: serving === 0 ? null : "passed", stageCount, fact: { stage: "", words, rest: "" } };
}
