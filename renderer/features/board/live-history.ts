import type { StageBar, StageHistory } from "../../../shared/contract/pipelines.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { runOf, stageRunKeyOf } from "../../../shared/ids.ts";
import { barLimit } from "./card/bars.ts";

/** Stage runs of one run as the engine announced them. */
export interface LiveStages {
  readonly runNumber: number;
  readonly commit: string | null;
  readonly stages: readonly StageRun[];
}

/**
 * The histories with what has been announced since they were read: the newest stage run becomes the card's latest, and
 * its bar is appended or replaced. Histories that nothing happened to stay the same objects, so that their cards need
 * not be drawn again; when nothing happened at all, so does the map.
 */
export function applyLiveStages(
  histories: ReadonlyMap<string, StageHistory>,
  live: readonly LiveStages[],
): ReadonlyMap<string, StageHistory> {
  let next: Map<string, StageHistory> | null = null;
  const inOrder = [...live].sort((one, other) => one.runNumber - other.runNumber);
  for (const { runNumber, commit, stages } of inOrder) {
    for (const stageRun of stages) {
      const history = (next ?? histories).get(stageRun.name);
      // Most stages of a big run are as they were, and the same object.
      if (history !== undefined && (history.latest === stageRun || isOlder(stageRun, history.latest))) continue;
      next ??= new Map(histories);
      next.set(stageRun.name, withStageRun(history, stageRun, runNumber, commit));
    }
  }
  return next ?? histories;
}

function isOlder(stageRun: StageRun, latest: StageRun | null): boolean {
  if (latest === null) return false;
  const [one, other] = [stageRunKeyOf(stageRun.id), stageRunKeyOf(latest.id)];
  if (one.runRow !== other.runRow) return one.runRow < other.runRow;
  if (one.sequence !== other.sequence) return one.sequence < other.sequence;
  return latest.finishedAt !== null && stageRun.finishedAt === null;
}

function withStageRun(history: StageHistory | undefined, stageRun: StageRun, runNumber: number, commit: string | null): StageHistory {
  const bars = history?.bars ?? [];
  const bar: StageBar = {
    stageRunId: stageRun.id,
    runId: runOf(stageRun.id),
    runNumber,
    status: stageRun.status,
    startedAt: stageRun.startedAt,
    finishedAt: stageRun.finishedAt,
    durationMs: stageRun.durationMs,
    commit,
  };
  const others = bars.filter((other) => other.stageRunId !== stageRun.id);
  return {
    name: stageRun.name,
    phase: stageRun.phase,
    latest: stageRun,
    latestVariants: [],
    latestRunNumber: runNumber,
    bars: [...others, bar].slice(-barLimit),
    expectedMs: history?.expectedMs ?? null,
    expectedP90Ms: history?.expectedP90Ms ?? null,
  };
}

/** What is known of the stages' past: as it was read, and with what was announced since. */
export interface FollowedHistory {
  /** As the engine last answered. */
  readonly read: Readonly<Record<string, StageHistory>> | null;
  readonly byStage: ReadonlyMap<string, StageHistory>;
}

export const noHistory: FollowedHistory = { read: null, byStage: new Map() };

/**
 * The next state of what is known. A history that was read again but says nothing new keeps the object that it had,
 * so that two thousand cards are not drawn again because one of them ran.
 */
export function followHistory(
  before: FollowedHistory,
  read: Readonly<Record<string, StageHistory>> | null,
  live: readonly LiveStages[],
): FollowedHistory {
  const base =
    read === before.read ? before.byStage : new Map(Object.entries(read ?? {}).map(([name, next]) => [name, kept(before, next)]));
  const byStage = applyLiveStages(base, live);
  return read === before.read && byStage === before.byStage ? before : { read, byStage };
}

function kept(before: FollowedHistory, next: StageHistory): StageHistory {
  const known = before.byStage.get(next.name);
  return known !== undefined && saysTheSame(known, next) ? known : next;
}

function saysTheSame(one: StageHistory, other: StageHistory): boolean {
  return (
    one.latest?.id === other.latest?.id &&
    one.latest?.status === other.latest?.status &&
    one.expectedMs === other.expectedMs &&
    one.expectedP90Ms === other.expectedP90Ms &&
    one.bars.length === other.bars.length &&
    one.bars.every((bar, index) => bar.stageRunId === other.bars[index]?.stageRunId && bar.status === other.bars[index]?.status)
  );
}
