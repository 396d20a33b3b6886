import type { PipelineStage } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";

/** Planned stages as the board shows them: one for all variants of a stage. `lineOf` answers 0 for a stage that was detected. */
export function describeStages(plan: readonly PlannedStage[], source: string, lineOf: (name: string) => number): PipelineStage[] {
  const byName = Map.groupBy(plan, ({ name }) => name);
  return [...byName].map(([name, variants]) => describeStage(variants, source, lineOf(name)));
}

function describeStage(variants: readonly PlannedStage[], source: string, line: number): PipelineStage {
  const [stage] = variants;
  if (stage === undefined) throw new Error("A stage has one variant at least.");
  return {
    name: stage.name,
    phase: stage.phase,
    needs: [...stage.needs],
    commands: stage.steps.map((step) => step.run),
    timeoutMs: stage.timeoutMs,
    artifacts: [...stage.artifacts],
    variants: stage.variant === "" ? [] : variants.map(({ variant }) => variant),
    condition: stage.condition,
    approval: stage.approval,
    attempts: stage.retry?.attempts ?? 1,
    mayFail: stage.mayFail,
    isCached: stage.cache !== null,
    secrets: [...stage.secrets],
    source,
    line,
  };
}
