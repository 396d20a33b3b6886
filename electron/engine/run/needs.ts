import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { outputVariable } from "../../../shared/pipeline/variable-names.ts";
import { merge, type Status } from "../../../shared/status.ts";
import type { NeedFacts } from "../condition/condition.ts";

/** What is known of a stage that others need; of one variant, when it has several. */
export interface NeededStage {
  readonly status: Status;
  readonly conclusion: Status;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Looks up the variants of a stage by its name. */
export type FindVariants = (name: string) => readonly NeededStage[];

/** What the conditions of a stage may ask of those that it needs. */
export function needFacts({ needs }: Pick<PlannedStage, "needs">, find: FindVariants): Record<string, NeedFacts> {
  return Object.fromEntries(needs.map((name) => [name, factsOf(find(name))]));
}

function factsOf(variants: readonly NeededStage[]): NeedFacts {
  return {
    status: merge(variants.map(({ conclusion }) => conclusion)) ?? "skipped",
    outcome: merge(variants.map(({ status }) => status)) ?? "skipped",
    outputs: mergeOutputs(variants),
  };
}

/** The variables in which a stage finds what those that it needs have told. */
export function needVariables({ needs }: Pick<PlannedStage, "needs">, find: FindVariants): Record<string, string> {
  const variables = needs.flatMap((name) =>
    Object.entries(mergeOutputs(find(name))).map(([key, value]) => [outputVariable(name, key), value] as const),
  );
  return Object.fromEntries(variables);
}

/** Where variants tell different things, all of it is there, one line each in the order of the matrix. */
function mergeOutputs(variants: readonly NeededStage[]): Record<string, string> {
  const all = new Map<string, Set<string>>();
  for (const { outputs } of variants) {
    for (const [key, value] of Object.entries(outputs)) all.set(key, (all.get(key) ?? new Set()).add(value));
  }
  return Object.fromEntries([...all].map(([key, values]) => [key, [...values].join("\n")]));
}
