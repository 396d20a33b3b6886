import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { StageRun, StepRun } from "../../../shared/contract/schemas.ts";
import { formatDuration } from "../../../shared/time.ts";
import type { LogSection } from "./row-map.ts";

/** One step of a stage as its head in the log shows it. */
export interface LogStep {
  readonly title: string;
  /** What it ran; empty when unknown. */
  readonly command: string;
  /** How it ended, in a few words; empty while it runs. */
  readonly outcome: string;
  readonly durationMs: number | null;
  readonly startedAt: number | null;
  /** The first line of its output, from 1. */
  readonly firstLine: number;
}

/** The steps of a stage that have started, at least one: where the log's heads stand. */
export function stepsOf(stage: StageRun | null, detail: RunDetail | null, commands: readonly string[]): LogStep[] {
  const known = stage === null ? [] : (detail?.steps[stage.id] ?? []);
  const ran = stage === null ? commands : (detail?.commands[stage.name] ?? commands);
  if (known.length < 2) {
    const outcome = stage === null ? "" : outcomeOf(stage);
    const startedAt = stage?.startedAt ?? null;
    const title = ran.length > 1 ? `Steps 1 to ${ran.length}` : "Step 1 of 1";
    return [
      { title, command: oneLine(ran[0] ?? known[0]?.run ?? ""), outcome, durationMs: stage?.durationMs ?? null, startedAt, firstLine: 1 },
    ];
  }
  const started = known.filter((step) => step.logLine !== null);
  if (started.length === 0) return [stepAt(known, 0, 1)];
  return started.map((step, index) => stepAt(known, known.indexOf(step), index === 0 ? 1 : (step.logLine ?? 1)));
}

function stepAt(steps: readonly StepRun[], index: number, firstLine: number): LogStep {
  const step = steps[index];
  const name = step?.name === undefined || step.name === "" ? "" : `: ${step.name}`;
  const durationMs = step?.startedAt != null && step.finishedAt != null ? step.finishedAt - step.startedAt : null;
  return {
    title: `Step ${index + 1} of ${steps.length}${name}`,
    command: oneLine(step?.run ?? ""),
    outcome: step === undefined ? "" : outcomeOf(step),
    durationMs,
    startedAt: step?.startedAt ?? null,
    firstLine,
  };
}

function outcomeOf({ exitCode, signal }: { readonly exitCode: number | null; readonly signal: string | null }): string {
  if (signal !== null) return signal;
  return exitCode === null ? "" : `exit code ${exitCode}`;
}

/** A command in one line. */
export function oneLine(command: string): string {
  return command.trim().replace(/\s*\n\s*/g, " ⏎ ");
}

/** The lines of each step, as far as the log has come. */
export function sectionsOf(steps: readonly LogStep[], totalLines: number, folded: ReadonlySet<number>): LogSection[] {
  return steps.map(({ firstLine }, index) => {
    const next = steps[index + 1];
    const lastLine = next === undefined ? totalLines : Math.min(totalLines, next.firstLine - 1);
    return { firstLine, lastLine: Math.max(firstLine - 1, lastLine), isFolded: folded.has(index) };
  });
}

/** The right end of a step's head. */
export function stepSummary({ outcome, durationMs, startedAt }: LogStep, now: number): string {
  const elapsedMs = durationMs ?? (startedAt === null || outcome !== "" ? null : Math.max(0, now - startedAt));
  return [outcome, elapsedMs === null ? "" : formatDuration(elapsedMs)].filter((part) => part !== "").join("   ");
}
