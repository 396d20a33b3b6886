import type { RunDifference } from "../../../shared/contract/health.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { PlannedStage } from "../../../shared/pipeline/plan.ts";
import { titleOf } from "../../../shared/stage-groups.ts";
import { formatDuration } from "../../../shared/time.ts";
import { isBroken, type StagePair, timeOf } from "./stages.ts";

interface Plans {
  readonly before: readonly PlannedStage[];
  readonly after: readonly PlannedStage[];
}

/** What is other in the stages of two runs: how they ended, how long they took, and what they are told to do. */
export function differencesOfStages(pairs: readonly StagePair[], plans: Plans, hasNewFault: boolean): RunDifference[] {
  const [first, ...others] = pairs.filter((pair) => isBroken(pair.after) && !isBroken(pair.before)).sort(byEnd);
  return [
    // What broke first explains what broke after it.
    ...(first === undefined ? [] : [newlyFailing(first, 1)]),
    ...others.map((pair) => newlyFailing(pair, 0.98)),
    ...pairs.flatMap((pair) => otherwise(pair, hasNewFault)),
    ...differencesOfPlans(pairs, plans),
  ];
}

function byEnd(one: StagePair, other: StagePair): number {
  return (one.after?.finishedAt ?? 0) - (other.after?.finishedAt ?? 0);
}

function difference(kind: RunDifference["kind"], pair: StagePair, text: string, weight: number): RunDifference {
  const stage = pair.after ?? pair.before;
  return { kind, name: titleOf(pair), text, weight, stageRunId: stage?.id ?? null, testId: null, commit: null, path: null };
}

function newlyFailing(pair: StagePair, weight: number): RunDifference {
  const { before, after } = pair;
  const was = before === null ? "it was not there before" : before.status === "passed" ? "it had passed" : `it was ${before.status}`;
  return difference("newly-failing", pair, `${titleOf(pair)} ${endText(after)}, ${was}`, weight);
}

function endText(stage: StageRun | null): string {
  if (stage === null) return "is gone";
  const why = stage.reason === "exit-code" && stage.exitCode !== null ? ` with exit code ${stage.exitCode}` : reasonText(stage);
  return `${stage.status === "errored" ? "could not run" : stage.status}${why}`;
}

function reasonText({ reason, signal }: StageRun): string {
  if (reason === "signal" && signal !== null) return ` by ${signal}`;
  return reason === "timeout" ? " because its time was up" : "";
}

/** How else it ended; a run that breaks is explained by its pace last. */
function otherwise(pair: StagePair, hasNewFault: boolean): RunDifference[] {
  const { before, after } = pair;
  const title = titleOf(pair);
  if (isBroken(after)) return [];
  if (isBroken(before) && after?.status === "passed") return [difference("fixed", pair, `${title} passed, it had ${before?.status}`, 0.97)];
  if (before === null) return [difference("new-stage", pair, `${title} is new`, 0.55)];
  if (after === null) return [difference("gone-stage", pair, `${title} is gone`, 0.55)];
  const byMs = timeOf(pair);
  if (pair.isUnusual !== true || byMs === null) return [];
  const took = formatDuration(after.durationMs ?? 0);
  const text = `${title} took ${took}, ${formatDuration(Math.abs(byMs))} ${byMs > 0 ? "more" : "less"} than in the other run`;
  const share = Math.min(1, Math.abs(byMs) / Math.max(1, after.durationMs ?? 0, before.durationMs ?? 0));
  const weight = (hasNewFault ? 0.2 : 0.65) + 0.1 * share - (byMs > 0 ? 0 : 0.15);
  return [difference(byMs > 0 ? "slower" : "faster", pair, text, weight)];
}

/** Stages that are told to do something else; of those that are new or gone it goes without saying. */
function differencesOfPlans(pairs: readonly StagePair[], { before, after }: Plans): RunDifference[] {
  const was = new Map(before.map((stage) => [`${stage.name} ${stage.variant}`, orderOf(stage)]));
  const is = new Map(after.map((stage) => [`${stage.name} ${stage.variant}`, orderOf(stage)]));
  const names = new Set<string>();
  return pairs.flatMap((pair) => {
    const [earlier, later] = [was.get(`${pair.name} ${pair.variant}`), is.get(`${pair.name} ${pair.variant}`)];
    if (earlier === undefined || later === undefined || earlier === later || names.has(pair.name)) return [];
    names.add(pair.name);
    const isBreaking = isBroken(pair.after) && !isBroken(pair.before);
    return [difference("pipeline", pair, `The pipeline tells ${pair.name} to do something else`, isBreaking ? 0.94 : 0.45)];
  });
}

/** What of a stage decides how it ends. */
function orderOf({ steps, needs, timeoutMs, mayFail }: PlannedStage): string {
  return JSON.stringify([steps, needs, timeoutMs, mayFail]);
}
