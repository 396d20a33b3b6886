import type { RunDetail } from "../../../shared/contract/runs.ts";
import type { Run, StageRun } from "../../../shared/contract/schemas.ts";
import { currentStages } from "../../../shared/stage-groups.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatDuration } from "../../../shared/time.ts";
import { triggerPhrase } from "../../../shared/trigger-words.ts";

/** What started a run, in words. */
export function triggerText(run: Pick<Run, "trigger" | "triggerDetail">): string {
  return triggerPhrase(run).replace(/^./, (letter) => letter.toUpperCase());
}

/** Which stages a run was asked for. */
export function describeSelection({ selection, only }: Pick<Run, "selection" | "only">): string {
  if (selection.length === 0) return "The whole pipeline";
  const names = selection.length > 3 ? `${selection.slice(0, 2).join(", ")} and ${selection.length - 2} more` : selection.join(", ");
  return only ? `Only ${names}` : `${names} and what ${selection.length === 1 ? "it needs" : "they need"}`;
}

/** The same run as a command line. */
export function commandOf({ selection, only }: Pick<Run, "selection" | "only">): string {
  return ["millrace", "run", ...selection.map(quote), ...(only ? ["--only"] : [])].join(" ");
}

function quote(word: string): string {
  return /^[\w.:/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Names of the stages that have ended otherwise than well, each once: what "failed only" runs again. */
export function notPassed(stages: readonly StageRun[]): string[] {
  const open = currentStages(stages).filter(
    ({ status, reason }) => status !== "passed" && reason !== "condition-false" && isTerminal(status),
  );
  return [...new Set(open.map(({ name }) => name))];
}

/**
 * How long a run was expected to take, to be read after how long it took: with the range that it was to keep to, and else
 * what is usual. Empty without a past.
 */
export function estimateText({ run, stages, usualMs, usualP90Ms }: Pick<RunDetail, "run" | "stages" | "usualMs" | "usualP90Ms">): string {
  const { expectedMs, expectedP90Ms } = run;
  if (expectedMs === null) return rangeText("usually", usualMs, usualP90Ms);
  // How long a person thinks is nobody's estimate.
  const besides = stages.some(({ approval }) => approval !== null) ? " besides the wait for approval" : "";
  return `${rangeText("expected", expectedMs, expectedP90Ms)}${besides}`;
}

function rangeText(word: string, fromMs: number | null, toMs: number | null): string {
  if (fromMs === null) return "";
  const [from, to] = [formatDuration(fromMs), formatDuration(Math.max(fromMs, toMs ?? fromMs))];
  return from === to ? `${word} ${from}` : `${word} ${from} to ${to}`;
}
