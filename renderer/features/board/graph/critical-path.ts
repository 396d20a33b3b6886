import type { PipelineStage } from "../../../../shared/contract/schemas.ts";

/** The chain of stages that decides how long the whole pipeline takes. */
export interface CriticalPath {
  /** In the order in which they run. */
  readonly names: readonly string[];
  readonly durationMs: number;
}

/**
 * The longest chain of needs by expected duration; among equals the one with more stages. A stage whose duration is
 * unknown counts as nothing. Empty for no stages, and where needs run in a circle (which the engine refuses to run).
 */
export function criticalPath(
  stages: readonly Pick<PipelineStage, "name" | "needs">[],
  expectedMs: (stage: string) => number | null,
): CriticalPath {
  const best = new Map<string, { durationMs: number; length: number; before: string | null }>();
  for (const stage of inOrder(stages)) {
    let before: { name: string; durationMs: number; length: number } | null = null;
    for (const name of stage.needs) {
      const need = best.get(name);
      if (need && (before === null || isLonger(need, before))) before = { name, ...need };
    }
    best.set(stage.name, {
      durationMs: (before?.durationMs ?? 0) + (expectedMs(stage.name) ?? 0),
      length: (before?.length ?? 0) + 1,
      before: before?.name ?? null,
    });
  }
  let last: string | null = null;
  for (const [name, entry] of best) {
    const leader = last === null ? undefined : best.get(last);
    if (leader === undefined || isLonger(entry, leader)) last = name;
  }
  const names: string[] = [];
  const durationMs = last === null ? 0 : (best.get(last)?.durationMs ?? 0);
  for (let name = last; name !== null; name = best.get(name)?.before ?? null) names.unshift(name);
  return { names, durationMs };
}

function isLonger(one: { durationMs: number; length: number }, other: { durationMs: number; length: number }): boolean {
  return one.durationMs > other.durationMs || (one.durationMs === other.durationMs && one.length > other.length);
}

/** Needs before the stages that have them (Kahn's algorithm); stages of a circle are left out. */
export function inOrder<Stage extends Pick<PipelineStage, "name" | "needs">>(stages: readonly Stage[]): Stage[] {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const open = new Map(stages.map((stage) => [stage.name, stage.needs.filter((need) => byName.has(need)).length]));
  const dependents = new Map<string, Stage[]>();
  for (const stage of stages) {
    for (const need of stage.needs) dependents.set(need, [...(dependents.get(need) ?? []), stage]);
  }
  const ready = stages.filter((stage) => open.get(stage.name) === 0);
  for (let index = 0; index < ready.length; index += 1) {
    for (const dependent of dependents.get(ready[index]?.name ?? "") ?? []) {
      const left = (open.get(dependent.name) ?? 0) - 1;
      open.set(dependent.name, left);
      if (left === 0) ready.push(dependent);
    }
  }
  return ready;
}
