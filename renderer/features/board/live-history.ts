import type { StageBar, StageHistory } from "../../../shared/contract/pipelines.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import { stageRunKeyOf } from "../../../shared/ids.ts";
import { groupStages, spanOf, tellingOf } from "../../../shared/stage-groups.ts";
import { barLimit } from "./card/bars.ts";

/** Stage runs of one run as the engine announced them. */
export interface LiveStages {
  readonly runNumber: number;
  readonly commit: string | null;
  readonly stages: readonly StageRun[];
}

/**
 * The histories with what has been announced since they were read: the newest variants become the card's latest, and their
 * bar is appended or replaced. Histories that nothing happened to stay the same objects, so that their cards need not be
 * drawn again; when nothing happened at all, so does the map.
 */
export function applyLiveStages(
  histories: ReadonlyMap<string, StageHistory>,
  live: readonly LiveStages[],
): ReadonlyMap<string, StageHistory> {
  let next: Map<string, StageHistory> | null = null;
  const inOrder = [...live].sort((one, other) => one.runNumber - other.runNumber);
  for (const run of inOrder) {
    for (const { name, variants } of groupStages(run.stages)) {
      const history = (next ?? histories).get(name);
      const newest = newestVariants(
        variantsOf(history),
        variants.map(({ current }) => current),
      );
      // Most stages of a big run are as they were, and the same objects.
      if (newest === null) continue;
      next ??= new Map(histories);
      next.set(name, withVariants(history, newest, run));
    }
  }
  return next ?? histories;
}

/** What a stage's card stands for: the variants of its newest run, one without a matrix, none before its first run. */
export function variantsOf(history: StageHistory | null | undefined): readonly StageRun[] {
  if (history?.latest == null) return [];
  return history.latestVariants.length > 0 ? history.latestVariants : [history.latest];
}

/** The variants of the newer run; of the same run what is newer of each. `null` when nothing of it is new. */
function newestVariants(known: readonly StageRun[], announced: readonly StageRun[]): readonly StageRun[] | null {
  const [first] = known;
  const [other] = announced;
  if (first === undefined || other === undefined) return announced;
  const [before, now] = [stageRunKeyOf(first.id).runRow, stageRunKeyOf(other.id).runRow];
  if (now !== before) return now < before ? null : announced;
  const knownOf = new Map(known.map((stage) => [stage.variant, stage]));
  const newest = announced.map((stage) => {
    const past = knownOf.get(stage.variant);
    return past !== undefined && isStale(stage, past) ? past : stage;
  });
  const isSame = newest.length === known.length && newest.every((stage, index) => stage === known[index]);
  return isSame ? null : newest;
}

function isStale(stage: StageRun, known: StageRun): boolean {
  return stage.attempt < known.attempt || (stage.id === known.id && known.finishedAt !== null && stage.finishedAt === null);
}

function withVariants(history: StageHistory | undefined, variants: readonly StageRun[], { runNumber, commit }: LiveStages): StageHistory {
  const latest = tellingOf(variants);
  if (latest === null) throw new Error("A stage of a run has one variant at least.");
  const { id, runId, status, mayFail } = latest;
  const bar: StageBar = { stageRunId: id, runId, runNumber, status, mayFail, ...spanOf(variants), expectedMs: latest.expectedMs, commit };
  const others = history?.bars.filter((other) => other.runId !== runId) ?? [];
  return {
    name: latest.name,
    phase: latest.phase,
    latest,
    latestVariants: variants.length < 2 ? [] : [...variants],
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
  /** What was announced, as far as `byStage` holds it. */
  readonly live: readonly LiveStages[];
  readonly byStage: ReadonlyMap<string, StageHistory>;
}

export const noHistory: FollowedHistory = { read: null, live: [], byStage: new Map() };

/**
 * The next state of what is known. A history that was read again but says nothing new keeps the object that it had,
 * so that two thousand cards are not drawn again because one of them ran.
 */
export function followHistory(
  before: FollowedHistory,
  read: Readonly<Record<string, StageHistory>> | null,
  live: readonly LiveStages[],
): FollowedHistory {
  if (read === before.read && live === before.live) return before;
  if (read === before.read) return { read, live, byStage: applyLiveStages(before.byStage, newsOf(live, before.live)) };
  const base = new Map(Object.entries(read ?? {}).map(([name, next]) => [name, kept(before, next)]));
  return { read, live, byStage: applyLiveStages(base, live) };
}

/** Of each run the stages of which a variant changed: few of the many of a big run. */
function newsOf(live: readonly LiveStages[], before: readonly LiveStages[]): LiveStages[] {
  return live.map((run) => {
    const known = before.find(({ runNumber }) => runNumber === run.runNumber)?.stages;
    if (known === undefined) return run;
    const changed = new Set(run.stages.filter((stage, place) => stage !== known[place]).map(({ name }) => name));
    return { ...run, stages: changed.size === 0 ? [] : run.stages.filter(({ name }) => changed.has(name)) };
  });
}

function kept(before: FollowedHistory, next: StageHistory): StageHistory {
  const known = before.byStage.get(next.name);
  return known !== undefined && saysTheSame(known, next) ? known : next;
}

function saysTheSame(one: StageHistory, other: StageHistory): boolean {
  const [mine, its] = [variantsOf(one), variantsOf(other)];
  return (
    mine.length === its.length &&
    mine.every((stage, index) => stage.id === its[index]?.id && stage.status === its[index]?.status) &&
    one.expectedMs === other.expectedMs &&
    one.expectedP90Ms === other.expectedP90Ms &&
    one.bars.length === other.bars.length &&
    one.bars.every((bar, index) => bar.stageRunId === other.bars[index]?.stageRunId && bar.status === other.bars[index]?.status)
  );
}
