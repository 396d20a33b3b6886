import { parseDuration } from "../time.ts";
import type { PipelineDefinition } from "./definition.ts";

/** What starts a run: something that happened, or the time. */
export type TriggerKind = "save" | "commit" | "branch" | "remote" | "schedule";

/** One trigger of a pipeline, with everything decided. */
export interface PlannedTrigger {
  /** By which it is known from one version of the file to the next: its name, else what it is, with a number when that comes twice. */
  readonly key: string;
  readonly kind: TriggerKind;
  /** Five fields, or a word such as `@daily`; `null` but for a schedule. */
  readonly schedule: string | null;
  /** An IANA time zone; `null` is the system's. */
  readonly zone: string | null;
  /** Names of stages; empty for all. */
  readonly stages: readonly string[];
  /** Whether the commit is run in a clean checkout, and not the files as they lie. */
  readonly usesCheckout: boolean;
  /** Whether a newer run of this trigger cancels an older one. */
  readonly cancelsOlder: boolean;
  /** Globs relative to the project; empty for every file. */
  readonly paths: readonly string[];
  /** Globs; empty for every branch, and for the one that the current branch follows where it is a remote's. */
  readonly branches: readonly string[];
  /** How often the remote is asked; `null` for never. */
  readonly everyMs: number | null;
}

/** The triggers of a checked definition, in its order. */
export function planTriggers(definition: PipelineDefinition): PlannedTrigger[] {
  const seen = new Map<string, number>();
  return (definition.triggers ?? []).map((trigger) => {
    const kind = trigger.on ?? "schedule";
    const plain = trigger.name ?? describeWhat(kind, trigger.schedule ?? null, trigger.zone ?? null);
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    return {
      key: count === 1 ? plain : `${plain} #${count}`,
      kind,
      schedule: trigger.schedule?.trim().replaceAll(/\s+/g, " ") ?? null,
      zone: trigger.zone ?? null,
      stages: trigger.stages ?? [],
      usesCheckout: trigger.checkout ?? kind === "remote",
      cancelsOlder: trigger.cancel ?? false,
      paths: trigger.paths ?? [],
      branches: trigger.branches ?? [],
      everyMs: trigger.every === undefined ? null : parseDuration(trigger.every),
    };
  });
}

/** What a trigger reacts to, as its file says it: `commit`, `schedule 0 6 * * * Europe/Berlin`. */
export function whatOf({ kind, schedule, zone }: Pick<PlannedTrigger, "kind" | "schedule" | "zone">): string {
  return describeWhat(kind, schedule, zone);
}

function describeWhat(kind: TriggerKind, schedule: string | null, zone: string | null): string {
  return [kind, schedule?.trim().replaceAll(/\s+/g, " "), zone].filter((part) => part !== null && part !== undefined).join(" ");
}
