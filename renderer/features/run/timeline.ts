import type { StageRun } from "../../../shared/contract/schemas.ts";
import { type CriticalPath, findCriticalPath } from "../../../shared/critical-path.ts";
import { currentStages, groupStages, type Look, lookOf } from "../../../shared/stage-groups.ts";
import { minuteMs, secondMs } from "../../../shared/time.ts";
import { wholeOf } from "./run-stages.ts";

/** What the timeline draws of a run. Times are epoch milliseconds. */
export interface TimelineInput {
  readonly run: { readonly createdAt: number; readonly startedAt: number | null; readonly finishedAt: number | null };
  readonly stages: readonly StageRun[];
  readonly usualMs: number | null;
  readonly usualP90Ms: number | null;
  readonly now: number;
}

/** A stretch of time in milliseconds since the run began. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An attempt that was made again. */
export interface EarlierBar extends Span {
  readonly stage: StageRun;
}

/** The row of one stage, or of one variant of it. */
export interface TimelineRow {
  /** Its last attempt. */
  readonly stage: StageRun;
  readonly look: Look;
  /** The attempts before it that ran, the first first. */
  readonly earlier: readonly EarlierBar[];
  /** From when it could have started to when it did; `null` when there is nothing to see. */
  readonly wait: Span | null;
  /** Whether that was, or is, for a person. */
  readonly isWaitForPerson: boolean;
  /** `null` when its process never started. */
  readonly bar: Span | null;
  /** Where the word stands for a stage without a bar. */
  readonly noteMs: number;
  readonly isCritical: boolean;
}

/** A line from the end of one stage on the critical path to the start of the next. */
export interface TimelineLink {
  readonly fromRow: number;
  readonly toRow: number;
  readonly atMs: number;
  readonly toMs: number;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly links: readonly TimelineLink[];
  readonly criticalPath: CriticalPath<StageRun> | null;
  /** When the run usually ends, from its median to its P90; `null` without history. */
  readonly usualFinish: Span | null;
  /** Where time ends on the right. */
  readonly endMs: number;
}

// A wait shorter than this share of the whole is not seen, and a dot of it would only be noise.
const smallestWait = 0.004;

/** Lays out a run on a line of time that begins when it was asked for its first stage. */
export function layOutTimeline({ run, stages, usualMs, usualP90Ms, now }: TimelineInput): Timeline {
  const zero = run.startedAt ?? run.createdAt;
  const since = (at: number) => Math.max(0, at - zero);
  const finishMs = since(run.finishedAt ?? now);
  const usualFinish = usualMs === null ? null : { fromMs: usualMs, toMs: Math.max(usualMs, usualP90Ms ?? usualMs) };
  const endMs = Math.max(1, finishMs, ...(usualFinish === null ? [] : [usualFinish.toMs]));
  const variants = groupStages(stages).flatMap((group) => group.variants);
  const criticalPath = findCriticalPath(variants.map(wholeOf), now);
  const critical = new Set(criticalPath?.stages.map(({ id }) => id));
  const finishedAt = new Map<string, number>();
  for (const stage of currentStages(stages)) {
    const at = stage.finishedAt ?? Number.POSITIVE_INFINITY;
    finishedAt.set(stage.name, Math.max(at, finishedAt.get(stage.name) ?? 0));
  }
  const rows = variants.map(({ attempts, current: stage }): TimelineRow => {
    const readyAt = Math.max(zero, ...stage.needs.map((need) => finishedAt.get(need) ?? zero));
    const startedAt = attempts[0]?.startedAt ?? stage.startedAt ?? (stage.finishedAt === null ? now : null);
    const wait =
      startedAt !== null && startedAt - readyAt > endMs * smallestWait ? { fromMs: since(readyAt), toMs: since(startedAt) } : null;
    const bar = stage.startedAt === null ? null : { fromMs: since(stage.startedAt), toMs: since(stage.finishedAt ?? now) };
    const noteMs = since(stage.finishedAt ?? now);
    const earlier = attempts.slice(0, -1).flatMap((attempt): EarlierBar[] => {
      const [from, to] = [attempt.startedAt, attempt.finishedAt];
      return from === null || to === null ? [] : [{ stage: attempt, fromMs: since(from), toMs: since(to) }];
    });
    const isCritical = critical.has(stage.id);
    return { stage, look: lookOf(stage), earlier, wait, isWaitForPerson: stage.approval !== null, bar, noteMs, isCritical };
  });
  return { rows, links: linksOf(rows, criticalPath, since), criticalPath, usualFinish, endMs };
}

function linksOf(rows: readonly TimelineRow[], path: CriticalPath<StageRun> | null, since: (at: number) => number): TimelineLink[] {
  const rowOf = new Map(rows.map(({ stage }, index) => [stage.id, index]));
  const links: TimelineLink[] = [];
  const stages = path?.stages ?? [];
  for (const [index, next] of stages.slice(1).entries()) {
    const before = stages[index];
    if (before === undefined) continue;
    const fromRow = rowOf.get(before.id) ?? 0;
    links.push({ fromRow, toRow: rowOf.get(next.id) ?? 0, atMs: since(before.finishedAt ?? 0), toMs: since(next.startedAt ?? 0) });
  }
  return links;
}

/** Lengths between ticks that read well. */
const tickStepsMs = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 4, 6, 12, 24].map((hours) => hours * 60 * minuteMs),
];

/** Round times from 0 to `endMs`, at most `most` of them. */
export function ticksFor(endMs: number, most: number): number[] {
  const room = Math.max(1, most);
  const stepMs = tickStepsMs.find((step) => endMs / step <= room) ?? Math.ceil(endMs / room / 86_400_000) * 86_400_000;
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

/** Writes a tick: `0 s`, `20 s`, `1 m 20 s`, `2 m`, `1 h`. */
export function formatTick(atMs: number, stepMs: number): string {
  if (stepMs < secondMs) return atMs === 0 ? "0 s" : atMs < secondMs ? `${atMs} ms` : `${atMs / secondMs} s`;
  const seconds = Math.round(atMs / secondMs);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  const parts = [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} m` : "", rest > 0 ? `${rest} s` : ""].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? "0 s" : parts.join(" ");
}
