import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import type { KeptStage } from "../run/run.ts";

/** What of an earlier run is run again. */
export type Rerun =
  | { readonly what: "all" }
  /** What did not pass, and all that needs it. */
  | { readonly what: "failed" }
  /** These stages, and all that needs them. */
  | { readonly what: "from"; readonly stages: readonly string[] }
  /** These stages alone. */
  | { readonly what: "only"; readonly stages: readonly string[] };

/** The earlier run, as far as it matters. */
export interface EarlierRun {
  readonly id: RunId;
  readonly number: number;
  readonly stages: readonly StageRun[];
}

/** What runs again, and what is taken over. */
export interface RerunPlan {
  /** In the plan's order; what is kept is among them. */
  readonly stages: readonly PlannedStage[];
  readonly kept: readonly KeptStage[];
}

/**
 * Splits the stages of a new run into those that run and those whose earlier result is kept: passed before, not asked for
 * again, not behind anything that runs, and `isSame` of the files that they ran on. Pure.
 */
export function planRerun(plan: readonly PlannedStage[], earlier: EarlierRun, rerun: Rerun, isSame: boolean): RerunPlan {
  const before = new Map(earlier.stages.filter(({ isSuperseded }) => !isSuperseded).map((stage) => [keyOf(stage), stage]));
  const stages = stagesOf(plan, before, rerun);
  const hasPassed = (stage: PlannedStage) => {
    const past = before.get(keyOf(stage));
    return past?.status === "passed";
  };
  const isAskedFor = (stage: PlannedStage) => {
    if (rerun.what === "all" || rerun.what === "only") return true;
    return rerun.what === "failed" ? !hasPassed(stage) : rerun.stages.includes(stage.name);
  };
  // Names, because a need names all variants. Repeated until nothing more follows, since needs stand in no order.
  const again = new Set<string>();
  const mustRun = (stage: PlannedStage) => !isSame || isAskedFor(stage) || !hasPassed(stage) || stage.needs.some((need) => again.has(need));
  for (let size = -1; size !== again.size; ) {
    size = again.size;
    for (const stage of stages) if (mustRun(stage)) again.add(stage.name);
  }
  const kept = stages.flatMap((stage, place): KeptStage[] => {
    const past = before.get(keyOf(stage));
    if (past === undefined || mustRun(stage)) return [];
    return [{ place, from: past.keptFrom ?? earlier.id, fromNumber: earlier.number, outputs: past.outputs }];
  });
  return { stages, kept };
}

/** The stages of the earlier run that are still in the pipeline, and what they need there; with `only`, those alone. */
function stagesOf(plan: readonly PlannedStage[], before: ReadonlyMap<string, StageRun>, rerun: Rerun): PlannedStage[] {
  const names = new Set([...before.values()].map(({ name }) => name));
  const chosen = plan.filter(({ name }) => (rerun.what === "only" ? rerun.stages.includes(name) : names.has(name)));
  const known = new Set(chosen.map(({ name }) => name));
  return chosen.map((stage) => ({ ...stage, needs: stage.needs.filter((need) => known.has(need)) }));
}

function keyOf({ name, variant }: { readonly name: string; readonly variant: string }): string {
  return `${name} ${variant}`;
}
