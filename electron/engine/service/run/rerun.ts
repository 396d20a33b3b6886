import type { StageRun } from "../../../../shared/contract/schemas.ts";
import type { RunId } from "../../../../shared/ids.ts";
import type { PlannedStage } from "../../../../shared/pipeline/plan.ts";
import { conclusionOf } from "../../../../shared/status.ts";
import { type KeptStage, type StageBefore, type StagesBefore, stagesBefore } from "../../run/run.ts";

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
  /** What it took over itself of stages that it was without. */
  readonly before: StagesBefore;
  /** Names in conditions that may stand for something else now, `trigger` for instance. */
  readonly outdated: readonly string[];
}

/** What runs again, and what is taken over. */
export interface RerunPlan {
  /** In the plan's order; what is kept is among them. */
  readonly stages: readonly PlannedStage[];
  readonly kept: readonly KeptStage[];
  readonly before: StagesBefore;
}

/**
 * Splits the stages of a new run into those that run and those whose earlier result is kept: passed before or left out by
 * a condition that would say the same, not asked for again, not behind anything that runs, and `isSame` of the files that
 * they ran on. Pure.
 */
export function planRerun(plan: readonly PlannedStage[], earlier: EarlierRun, rerun: Rerun, isSame: boolean): RerunPlan {
  const past = new Map(earlier.stages.filter(({ isSuperseded }) => !isSuperseded).map((stage) => [keyOf(stage), stage]));
  const chosen = chooseStages(plan, past, rerun);
  const names = new Set(chosen.map(({ name }) => name));
  const stages = chosen.map((stage) => ({ ...stage, needs: stage.needs.filter((need) => names.has(need)) }));
  const isSettled = (stage: PlannedStage) => {
    const row = past.get(keyOf(stage));
    return row?.status === "passed" || (row !== undefined && isLeftOut(row) && saysTheSame(stage, row, earlier.outdated));
  };
  const isAskedFor = (stage: PlannedStage) => {
    if (rerun.what === "all" || rerun.what === "only") return true;
    return rerun.what === "from" && rerun.stages.includes(stage.name);
  };
  // Names, because a need names all variants. Repeated until nothing more follows, since needs stand in no order.
  const again = new Set<string>();
  const mustRun = (stage: PlannedStage) => !isSame || isAskedFor(stage) || !isSettled(stage) || stage.needs.some((need) => again.has(need));
  for (let size = -1; size !== again.size; ) {
    size = again.size;
    for (const stage of stages) if (mustRun(stage)) again.add(stage.name);
  }
  const kept = stages.flatMap((stage, place): KeptStage[] => {
    const row = past.get(keyOf(stage));
    if (row === undefined || mustRun(stage)) return [];
    const leftOut = isLeftOut(row) ? (row.detail ?? "") : null;
    return [{ place, leftOut, from: row.keptFrom ?? earlier.id, fromNumber: earlier.number, outputs: row.outputs }];
  });
  return { stages, kept, before: findBefore(plan, names, earlier, [...past.values()]) };
}

/** The stages of the earlier run that are still in the pipeline; with `only`, those that are named alone. */
function chooseStages(plan: readonly PlannedStage[], past: ReadonlyMap<string, StageRun>, rerun: Rerun): PlannedStage[] {
  const names = new Set([...past.values()].map(({ name }) => name));
  return plan.filter(({ name }) => (rerun.what === "only" ? rerun.stages.includes(name) : names.has(name)));
}

function isLeftOut({ status, reason }: StageRun): boolean {
  return status === "skipped" && reason === "condition-false";
}

/** Whether the condition is the same and asks for nothing outdated. A word in it that is no name costs one more question. */
function saysTheSame({ condition }: PlannedStage, { detail }: StageRun, outdated: readonly string[]): boolean {
  return condition !== null && detail?.includes(condition) === true && !outdated.some((name) => condition.includes(name));
}

/** For each chosen stage all that comes before it and does not run with it, as far as the earlier run knows how it ended. */
function findBefore(
  plan: readonly PlannedStage[],
  chosen: ReadonlySet<string>,
  { before }: EarlierRun,
  past: readonly StageRun[],
): StagesBefore {
  const needsOf = new Map(plan.map(({ name, needs }) => [name, needs]));
  if ([...needsOf.keys()].every((name) => chosen.has(name))) return {};
  const rows = Map.groupBy(past, ({ name }) => name);
  const entries = [...chosen].flatMap((name): [string, StageBefore[]][] => {
    const needs = new Set(needsOf.get(name));
    const reached = new Set(needs);
    for (const other of reached) for (const need of needsOf.get(other) ?? []) reached.add(need);
    const known = [...reached].flatMap((other): StageBefore[] => {
      if (chosen.has(other)) return [];
      const variants = rows.get(other);
      const ends = variants?.map(endOf) ?? stagesBefore(before, name).find((stage) => stage.name === other)?.ends;
      return ends === undefined ? [] : [{ name: other, isNeeded: needs.has(other), ends }];
    });
    return known.length === 0 ? [] : [[name, known]];
  });
  return Object.fromEntries(entries);
}

function endOf({ id, variant, status, mayFail, outputs }: StageRun): StageBefore["ends"][number] {
  return { variant, from: id, status, conclusion: conclusionOf(status, mayFail), outputs };
}

function keyOf({ name, variant }: { readonly name: string; readonly variant: string }): string {
  return `${name} ${variant}`;
}
