import type { Run } from "../../../../shared/contract/schemas.ts";
import { isTerminal } from "../../../../shared/status.ts";
import { formatAge, formatDuration } from "../../../../shared/time.ts";
import { triggerPhrase } from "../../../../shared/trigger-words.ts";
import { formatElapsed } from "../card/card-words.ts";

/** How a run came about and when: `from a terminal, started 1 m 12 s ago`, `from the board, 14 min ago, took 1 m 58 s`. */
export function runWords(run: Run, now: number): string {
  const trigger = triggerPhrase(run);
  if (run.status === "waiting") return `${trigger}, waits for approval`;
  if (run.startedAt === null && !isTerminal(run.status)) return `${trigger}, waits to start`;
  if (run.startedAt !== null && !isTerminal(run.status))
    return `${trigger}, started ${formatElapsed(Math.max(0, now - run.startedAt))} ago`;
  const age = formatAge(Math.max(0, now - (run.finishedAt ?? run.createdAt)));
  return run.durationMs === null ? `${trigger}, ${age}` : `${trigger}, ${age}, took ${formatDuration(run.durationMs)}`;
}

/** What a run took of the pipeline: `unit`, `unit and lint`, `3 stages`; empty for all of it. */
export function selectionWords(run: Pick<Run, "selection" | "only">): string {
  const { selection } = run;
  if (selection.length === 0) return "";
  const names = selection.length <= 2 ? selection.join(" and ") : `${selection.length} stages`;
  return run.only ? `only ${names}` : names;
}
