import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type Phase, phases } from "../../../shared/pipeline/phases.ts";
import { groupStages, type Look, lookOf, mergeLooks, type StageGroup, type VariantRuns } from "../../../shared/stage-groups.ts";

/** One line of the list of a run's stages. */
export type ListEntry =
  | { readonly kind: "phase"; readonly phase: Phase }
  /** A stage with several variants, which follow. */
  | { readonly kind: "group"; readonly group: StageGroup; readonly look: Look }
  /** A stage, or one variant of it: its last attempt. */
  | { readonly kind: "stage"; readonly stage: StageRun; readonly isVariant: boolean }
  /** An earlier attempt of the line before. */
  | { readonly kind: "attempt"; readonly stage: StageRun; readonly isVariant: boolean };

/** The stages of a run by phase, each with its variants and their attempts. */
export function listEntries(stages: readonly StageRun[]): ListEntry[] {
  const byPhase = Map.groupBy(groupStages(stages), ({ phase }) => phase);
  return phases.flatMap((phase): ListEntry[] => {
    const groups = byPhase.get(phase) ?? [];
    return groups.length === 0 ? [] : [{ kind: "phase", phase }, ...groups.flatMap(entriesOf)];
  });
}

function entriesOf(group: StageGroup): ListEntry[] {
  const isVariant = group.variants.length > 1;
  const entries = group.variants.flatMap(({ attempts, current }): ListEntry[] => [
    { kind: "stage", stage: current, isVariant },
    ...attempts.slice(0, -1).map((stage): ListEntry => ({ kind: "attempt", stage, isVariant })),
  ]);
  const look = mergeLooks(group.variants.map(({ current }) => current)) ?? "queued";
  return isVariant ? [{ kind: "group", group, look }, ...entries] : entries;
}

/** How many variants of a stage passed, in words: `3 of 4`. */
export function passedOf({ variants }: StageGroup): string {
  const passed = variants.filter(({ current }) => current.status === "passed").length;
  return `${passed} of ${variants.length}`;
}

/** All attempts of the variant that a stage run belongs to, the first first; empty when it is not among them. */
export function attemptsOf(stages: readonly StageRun[], stage: StageRun): readonly StageRun[] {
  const same = stages.filter(({ name, variant }) => name === stage.name && variant === stage.variant);
  return groupStages(same)[0]?.variants[0]?.attempts ?? [];
}

/** The last attempt, from when the first began: what decided how long a run took. */
export function wholeOf({ attempts, current }: VariantRuns): StageRun {
  const startedAt = attempts[0]?.startedAt ?? current.startedAt;
  return startedAt === current.startedAt ? current : { ...current, startedAt };
}

/** A stage as it stands in the graph of a run: one variant, or all of them where they are many. */
export interface GraphStage extends Pick<StageRun, "id" | "name" | "needs" | "startedAt" | "finishedAt" | "durationMs"> {
  readonly look: Look;
  /** Beside the name; empty for nothing. */
  readonly variant: string;
  readonly attempt: number;
}

/** More variants than these would hide the rest of the graph. */
const mostDrawn = 6;

/** The stages of a run for its graph, in the plan's order. */
export function graphStages(stages: readonly StageRun[]): GraphStage[] {
  return groupStages(stages).flatMap((group): GraphStage[] => {
    const wholes = group.variants.map(wholeOf);
    if (wholes.length <= mostDrawn) return wholes.map((stage) => ({ ...stage, look: lookOf(stage) }));
    const look = mergeLooks(wholes) ?? "queued";
    const telling = wholes.find((stage) => lookOf(stage) === look) ?? wholes[0];
    if (telling === undefined) return [];
    const starts = wholes.flatMap(({ startedAt }) => startedAt ?? []);
    const ends = wholes.flatMap(({ finishedAt }) => finishedAt ?? []);
    const startedAt = starts.length === 0 ? null : Math.min(...starts);
    const finishedAt = ends.length < wholes.length ? null : Math.max(...ends);
    const durationMs = startedAt === null || finishedAt === null ? null : finishedAt - startedAt;
    return [{ ...telling, look, variant: `× ${wholes.length}`, attempt: 1, startedAt, finishedAt, durationMs }];
  });
}
