import type { PlannedStage, PlannedStep } from "../../../shared/pipeline/plan.ts";
import type { Failure, Result } from "../../../shared/result.ts";
import type { Condition, ConditionFacts, compileCondition, NeedFacts } from "../condition/condition.ts";
import { type RunRequest, stagesBefore } from "./run-request.ts";

/** What only the moment knows in which a condition is asked. */
export type MomentFacts = Pick<ConditionFacts, "needs" | "hasSucceeded" | "hasFailed" | "isCanceled">;

/** The conditions of a run's stages and their steps, compiled once. */
export interface RunConditions {
  /** Whether a stage has a condition. */
  has(place: number): boolean;
  /** Whether a stage's condition is asked also when a need did not pass. */
  isPatient(place: number): boolean;
  ask(place: number, facts: MomentFacts): Result<boolean, Failure<"condition-failed">>;
  /** Needs that a stage's condition names, and of which this run knows nothing. */
  missingNeeds(place: number): readonly string[];
  /** Whether a stage has steps with conditions. */
  hasSteps(place: number): boolean;
  askStep(place: number, step: PlannedStep, facts: MomentFacts): Result<boolean, Failure<"condition-failed">>;
}

/** Compiles what a run needs. Without conditions nothing is loaded: the language is half of what a run host weighs. */
export async function compileConditions(request: RunRequest, environment: Readonly<Record<string, string>>): Promise<RunConditions> {
  const { stages, before } = request;
  const isNeeded = stages.some((stage) => stage.condition !== null || stage.steps.some((step) => step.condition !== null));
  if (!isNeeded) return noConditions;
  const { compileCondition } = await import("../condition/condition.ts");
  const compiled = new Map<string, Condition>();
  const of = (stage: PlannedStage, text: string) => compileOnce(compiled, compileCondition, stage, text);
  const ask = (place: number, text: string, env: Readonly<Record<string, string>>, moment: MomentFacts) => {
    const stage = stageAt(stages, place);
    const condition = of(stage, text);
    return condition.evaluate({
      ...factsOfRun(request),
      matrix: stage.matrix,
      env: Object.keys({ ...environment, ...env }),
      ...moment,
      needs: { ...Object.fromEntries(condition.needs.map((name) => [name, leftOut])), ...moment.needs },
    });
  };
  return {
    has: (place) => stages[place]?.condition != null,
    isPatient: (place) => {
      const stage = stageAt(stages, place);
      return stage.condition !== null && of(stage, stage.condition).isPatient;
    },
    ask: (place, facts) => {
      const stage = stageAt(stages, place);
      return ask(place, stage.condition ?? "true", stage.steps[0]?.env ?? {}, facts);
    },
    missingNeeds: (place) => {
      const stage = stageAt(stages, place);
      if (stage.condition === null) return [];
      const known = [...stage.needs, ...stagesBefore(before, stage.name).map(({ name }) => name)];
      return of(stage, stage.condition).needs.filter((name) => !known.includes(name));
    },
    hasSteps: (place) => stageAt(stages, place).steps.some((step) => step.condition !== null),
    askStep: (place, step, facts) => {
      const text = step.condition ?? "true";
      // As with stages: unless it says otherwise, a step runs only when those before it went well.
      if (!facts.hasSucceeded && !of(stageAt(stages, place), text).isPatient) return { ok: true, value: false };
      return ask(place, text, step.env, facts);
    },
  };
}

/** How a need stands that the person left out of the run (`--only`): as one that was skipped. */
const leftOut: NeedFacts = { status: "skipped", outcome: "skipped", outputs: {} };

const noConditions: RunConditions = {
  has: () => false,
  isPatient: () => false,
  ask: () => ({ ok: true, value: true }),
  missingNeeds: () => [],
  hasSteps: () => false,
  askStep: () => ({ ok: true, value: true }),
};

function factsOfRun({ branch, tag, commit, dirty, trigger, changes }: RunRequest) {
  return { branch: branch ?? "", tag: tag ?? "", commit: commit ?? "", dirty, trigger, changes: changes ?? [] };
}

function compileOnce(compiled: Map<string, Condition>, compile: typeof compileCondition, stage: PlannedStage, text: string): Condition {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  // The names in it were checked when the file was read, where all that a stage needs is there; here some may be left out.
  const result = compile(text, { needs: null, axes: null });
  if (!result.ok) throw new Error(`The condition of ${stage.name} cannot be compiled: ${result.failure.message}`);
  compiled.set(text, result.value);
  return result.value;
}

function stageAt(stages: readonly PlannedStage[], place: number): PlannedStage {
  const stage = stages[place];
  if (stage === undefined) throw new Error(`There is no stage at place ${place}.`);
  return stage;
}
