import { availableParallelism } from "node:os";
import type { Settings } from "../../../shared/contract/app.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId, RunId, StageRunId } from "../../../shared/ids.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { settingsFrom } from "../setting/setting.ts";
import type { Store, Tables } from "../store/store.ts";
import type { Schedule } from "./scheduler.ts";

/*
 * How many runs and stages may go at once, over all processes of one person: asked while nobody else can write, so that
 * two of them never take the last place.
 */

/** Asked once: the system reads several files to answer. */
const logicalCores = availableParallelism();

/** The settings in force; the defaults when they cannot be read just now. */
export function readSettings(store: Store): Settings {
  const stored = store.read(({ settings }) => settings.read());
  return settingsFrom(stored.ok ? stored.value : {}, logicalCores);
}

/**
 * Whether a run may begin, or go on after it waited for a person. One that deploys or operates takes no place: it is one
 * small process, and what is done for those who are served must not wait for a build.
 */
export function mayRunStart({ runs, settings }: Tables, run: RunId): boolean {
  if (runs.mustWaitForOlder(run)) return false;
  return takesNoPlace(runs.get(run)?.trigger) || runs.countRunning() < settingsFrom(settings.read(), logicalCores).runsAtOnce;
}

function takesNoPlace(trigger: Run["trigger"] | undefined): boolean {
  return trigger === "deploy" || trigger === "runbook";
}

/** What a run asks for. */
export interface Demand {
  readonly projectId: ProjectId;
  readonly trigger: Run["trigger"];
  readonly stages: readonly PlannedStage[];
  /** How many of its stages may run at once, and how many do. */
  readonly parallel: number;
  readonly runningCount: number;
}

/** What it gets. */
export interface Grant {
  /** Stages, by place. */
  readonly taken: readonly number[];
  /** Whether something else could start if others ended. */
  readonly mustWait: boolean;
  /** What runs in the place of something that is not patient with it. */
  readonly toReplace: readonly StageRunId[];
}

/** What is to happen next. */
export interface Decision extends Grant {
  readonly startsRun: boolean;
  /** The run has been left without a host. */
  readonly isParked: boolean;
}

/** Nothing is to happen. */
export const nothingDecided: Decision = { startsRun: false, isParked: false, taken: [], mustWait: false, toReplace: [] };

/** Takes out of the schedule what may start now, and nothing of a group of which something runs. */
export function takeStages(tables: Tables, schedule: Schedule, demand: Demand): Grant {
  const ownFree = demand.parallel - demand.runningCount;
  if (ownFree <= 0) return { taken: [], mustWait: false, toReplace: [] };
  const { stagesAtOnce } = settingsFrom(tables.settings.read(), logicalCores);
  // One that deploys takes no place: see `mayRunStart`.
  const allFree = takesNoPlace(demand.trigger) ? ownFree : Math.max(stagesAtOnce, demand.parallel) - tables.stageRuns.countRunning();
  const grant = takeBesideGroups(tables, schedule, demand, Math.min(ownFree, allFree));
  return { ...grant, mustWait: grant.mustWait || allFree < ownFree };
}

function takeBesideGroups({ stageRuns }: Tables, schedule: Schedule, { projectId, stages }: Demand, limit: number): Grant {
  const taken: number[] = [];
  const held: number[] = [];
  const toReplace: StageRunId[] = [];
  const groups = new Set<string>();
  while (taken.length < limit) {
    const more = schedule.take(limit - taken.length);
    if (more.length === 0) break;
    for (const place of more) {
      const concurrency = stages[place]?.concurrency ?? null;
      const running = concurrency === null ? [] : stageRuns.runningOfGroup(projectId, concurrency.group);
      if (concurrency === null || (running.length === 0 && !groups.has(concurrency.group))) {
        taken.push(place);
        if (concurrency !== null) groups.add(concurrency.group);
      } else {
        held.push(place);
        if (concurrency.cancelInProgress) toReplace.push(...running);
      }
    }
  }
  for (const place of held) schedule.putBack(place);
  return { taken, mustWait: held.length > 0, toReplace };
}
