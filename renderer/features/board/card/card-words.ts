import type { StageHistory } from "../../../../shared/contract/pipelines.ts";
import type { PipelineStage, StageRun } from "../../../../shared/contract/schemas.ts";
import type { TestTotals } from "../../../../shared/contract/tests.ts";
import { countOf, withThousands } from "../../../../shared/counts.ts";
import type { StageRunId } from "../../../../shared/ids.ts";
import { type Look, mergeLooks, spanOf } from "../../../../shared/stage-groups.ts";
import { isTerminal, type StatusReason } from "../../../../shared/status.ts";
import { formatAge, formatDuration, hourMs, minuteMs, secondMs } from "../../../../shared/time.ts";
import { variantsOf } from "../live-history.ts";

/** A stage and its past: all that a card draws. */
export interface Card {
  readonly stage: PipelineStage;
  /** `null` before the stage ever ran. */
  readonly history: StageHistory | null;
  /** What other stages have to do with its status: `after integration` while queued, `unit failed` when skipped; else empty. */
  readonly because: string;
}

/** The texts of a card around its bars, besides the status. */
export interface CardWords {
  /** Beside the status: how long, how far, or why. */
  readonly measure: string;
  /** Lower left: when. */
  readonly when: string;
  /** Lower right: the one fact worth knowing; empty when there is none. */
  readonly fact: string;
  /** How far a running stage is, from 0 to 1; `null` when it does not run or nothing is known of it. */
  readonly progress: number | null;
}

/** Whether what looks so goes on, or will. */
export function isUnfinished(look: Look | null): boolean {
  return look !== null && look !== "allowed" && !isTerminal(look);
}

/** Whether one of a card's variants has this log. */
export function isOfCard({ history }: Pick<Card, "history">, stageRunId: StageRunId | null): boolean {
  return variantsOf(history).some(({ id }) => id === stageRunId);
}

/** How a card looks: as all variants of its stage do together; `null` before the stage ever ran. */
export function cardLook(card: Card): Look | null {
  return lookOfHistory(card.history);
}

/** See {@link cardLook}. */
export function lookOfHistory(history: StageHistory | null | undefined): Look | null {
  return mergeLooks(variantsOf(history));
}

/** What a card says at the time `now`. */
export function cardWords(card: Card, now: number): CardWords {
  const latest = card.history?.latest ?? null;
  const usual = usualWords(card.history);
  if (latest === null) return { measure: "", when: card.stage.source, fact: needsWords(card.stage.needs), progress: null };
  const number = card.history?.latestRunNumber ?? null;
  const run = number === null ? "" : `run ${number}`;
  const tries = latest.attempt > 1 ? `try ${latest.attempt} of ${Math.max(latest.attempt, card.stage.attempts)}` : "";
  switch (latest.status) {
    case "queued": {
      const variants = variantsOf(card.history);
      if (variants.some(({ startedAt }) => startedAt !== null))
        return { ...runningWords(latest, card.history, now), when: run, fact: tries };
      return { measure: aboutWords(card.history), when: tries === "" ? card.because : "failed, waits", fact: tries, progress: null };
    }
    case "waiting":
      return { measure: "for approval", when: run, fact: "", progress: null };
    case "running":
    case "canceling":
      return { ...runningWords(latest, card.history, now), when: run, fact: tries || usual };
    default: {
      const { durationMs, finishedAt } = spanOf(variantsOf(card.history));
      return {
        measure: measureWords({ ...latest, durationMs }) || card.because,
        when: finishedAt === null ? run : formatAge(Math.max(0, now - finishedAt)),
        fact: factWords(card, latest) || usual,
        progress: null,
      };
    }
  }
}

function runningWords(latest: StageRun, history: StageHistory | null, now: number): Pick<CardWords, "measure" | "progress"> {
  const variants = variantsOf(history);
  if (variants.length > 1) {
    const done = variants.filter(({ status }) => isTerminal(status)).length;
    return { measure: `${done} of ${variants.length} done`, progress: progressOf(variants, history?.expectedMs ?? null, now) };
  }
  const elapsedMs = latest.startedAt === null ? 0 : Math.max(0, now - latest.startedAt);
  const expectedMs = history?.expectedMs ?? null;
  if (expectedMs === null || expectedMs <= 0) return { measure: formatElapsed(elapsedMs), progress: null };
  return { measure: `${formatElapsed(elapsedMs)} of ${formatExpected(expectedMs)}`, progress: Math.min(1, elapsedMs / expectedMs) };
}

/** The mean of all variants; one of which it is not known how long it takes counts only when it has ended. */
function progressOf(variants: readonly StageRun[], expectedMs: number | null, now: number): number {
  const shares = variants.map(({ status, startedAt }) => {
    if (isTerminal(status)) return 1;
    return startedAt === null || expectedMs === null || expectedMs <= 0 ? 0 : Math.min(1, Math.max(0, now - startedAt) / expectedMs);
  });
  return shares.reduce((sum, share) => sum + share, 0) / variants.length;
}

function factWords(card: Card, latest: StageRun): string {
  // The need that failed stands beside the status already.
  const reason = latest.status === "skipped" && card.because !== "" ? "" : reasonWords(latest);
  if (latest.attempt === 1) return reason;
  return reason === "" ? `on try ${latest.attempt}` : `${reason}, ${latest.attempt} tries`;
}

/** `2 of 812 failed`, `38 tests`: how the tests of a stage ended; empty where nothing is known of them. */
export function testWords(totals: TestTotals | null): string {
  if (totals === null || totals.tests === 0) return "";
  const red = totals.failed + totals.errored;
  if (red > 0) return `${withThousands(red)} of ${withThousands(totals.tests)} failed`;
  return `${countOf(totals.tests, "test")}`;
}

function measureWords(latest: StageRun): string {
  if (latest.durationMs !== null) return formatDuration(latest.durationMs);
  if (latest.status === "canceled") return "not started";
  return "";
}

/** Ticks in whole seconds, so that a running clock does not flicker: `27 s`, `1 m 04 s`. */
export function formatElapsed(durationMs: number): string {
  if (durationMs < minuteMs) return `${Math.floor(durationMs / secondMs)} s`;
  return formatDuration(Math.floor(durationMs / secondMs) * secondMs);
}

/** A time that is expected: whole seconds, and what is shorter as it is. */
export function formatExpected(durationMs: number): string {
  return durationMs < secondMs ? formatDuration(durationMs) : formatElapsed(Math.round(durationMs / secondMs) * secondMs);
}

/** `usually 41–52 s`; empty before the first passed run. */
function usualWords(history: StageHistory | null): string {
  if (history === null || history.expectedMs === null) return "";
  return `usually ${formatRange(history.expectedMs, history.expectedP90Ms ?? history.expectedMs)}`;
}

/** Two durations as one short range: `41–52 s`, `8.1–9.4 s`, `350 ms`, `1.0–2.2 min`; one of them when they read alike. */
export function formatRange(fromMs: number, toMs: number): string {
  const [low, high] = [Math.min(fromMs, toMs), Math.max(fromMs, toMs)];
  // Below a second the spread says more about the machine than about the stage.
  if (high < secondMs) return `${Math.round(low)} ms`;
  if (high < 100 * secondMs) return joinRange(inSeconds(low, high), inSeconds(high, high), "s");
  if (high < hourMs) return joinRange((low / minuteMs).toFixed(1), (high / minuteMs).toFixed(1), "min");
  return joinRange((low / hourMs).toFixed(1), (high / hourMs).toFixed(1), "h");
}

function inSeconds(durationMs: number, greatestMs: number): string {
  return (durationMs / secondMs).toFixed(greatestMs < 9_950 ? 1 : 0);
}

function joinRange(low: string, high: string, unit: string): string {
  return low === high ? `${high} ${unit}` : `${low}–${high} ${unit}`;
}

function aboutWords(history: StageHistory | null): string {
  return history?.expectedMs == null ? "" : `about ${formatExpected(history.expectedMs)}`;
}

/** What the stages that it needs have to do with its status. `lookOfNeed` answers for them. */
export function becauseWords(stage: PipelineStage, latest: StageRun | null, lookOfNeed: (stage: string) => Look | null): string {
  if (latest?.status === "queued") return queueWords(stage.needs.filter((need) => isUnfinished(lookOfNeed(need))));
  if (latest?.status !== "skipped" || latest.reason !== "needs-failed") return "";
  const culprit = stage.needs.find((need) => lookOfNeed(need) !== "passed" && lookOfNeed(need) !== "allowed");
  const its = culprit === undefined ? null : lookOfNeed(culprit);
  return culprit === undefined || its === null ? "" : `${culprit} ${its}`;
}

function queueWords(open: readonly string[]): string {
  if (open.length === 0) return "waits for its turn";
  return open.length === 1 ? `after ${open[0]}` : `after ${open[0]} and ${open.length - 1} more`;
}

function needsWords(needs: readonly string[]): string {
  if (needs.length === 0) return "";
  return needs.length === 1 ? `after ${needs[0]}` : `after ${needs.length} stages`;
}

const reasons: Readonly<Record<StatusReason, string>> = {
  "exit-code": "exit code",
  signal: "signal",
  timeout: "timed out",
  "command-not-found": "command not found",
  "shell-missing": "shell missing",
  "folder-missing": "folder missing",
  "could-not-start": "could not start",
  "log-unwritable": "log not writable",
  "artifact-missing": "artifact missing",
  "artifact-unwritable": "artifact not kept",
  "artifact-secret": "secret in an artifact",
  "secret-missing": "secret not set",
  "secrets-unreadable": "secrets not readable",
  "needs-failed": "a need failed",
  "canceled-by-user": "by you",
  "host-vanished": "process vanished",
  "condition-false": "its condition is not met",
  "condition-failed": "its condition has no answer",
  "approval-denied": "denied",
  "cache-hit": "from cache",
  kept: "kept",
  "fail-fast": "another variant failed",
  "replaced-by-newer": "a newer one took over",
  "outputs-invalid": "outputs cannot be read",
  "checkout-failed": "no checkout",
  "stage-failed": "stage failed",
  "stage-errored": "stage errored",
  "disk-full": "disk full",
};

/** Why a stage ended as it did, in two or three words; empty when the status says it all. */
export function reasonWords(latest: StageRun): string {
  if (latest.reason === null) return "";
  if (latest.reason === "exit-code" && latest.exitCode !== null) return `exit code ${latest.exitCode}`;
  if (latest.reason === "signal" && latest.signal !== null) return latest.signal;
  return reasons[latest.reason];
}
