import { useEffect, useState } from "react";
import type { StageProblems } from "../../../shared/contract/problems.ts";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";

/** What the log of a stage complains about; `value` is `null` until it was read. */
export interface ProblemsState {
  readonly value: StageProblems | null;
  readonly failure: Failure | null;
}

const unread: ProblemsState = { value: null, failure: null };

/** A log up to this size is looked through without being asked: that takes about half a second. */
const smallBytes = 32 * 1024 * 1024;

/**
 * Reads what a stage's log complains about: when the stage has ended, unless that would be long, and whenever
 * `isShown`. While it runs only what was there when the tab was opened.
 */
export function useProblems(stage: StageRun | undefined, isShown: boolean): ProblemsState {
  const [state, setState] = useState<ProblemsState & { readonly id: StageRunId | null }>({ ...unread, id: null });
  const id = stage?.id ?? null;
  const isOver = stage !== undefined && isTerminal(stage.status);
  const isWanted = stage !== undefined && stage.logBytes > 0 && (isShown || (isOver && stage.logBytes <= smallBytes));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read while it runs is read again at its end
  useEffect(() => {
    if (!isWanted || id === null) return;
    const stop = new AbortController();
    void call((engine) => engine.logs.problems({ stageRunId: id }, { signal: stop.signal })).then((answer) => {
      if (stop.signal.aborted) return;
      setState(answer.ok ? { id, value: answer.value, failure: null } : { id, value: null, failure: answer.failure });
    });
    return () => stop.abort();
  }, [id, isWanted, isOver]);
  return state.id === id ? state : unread;
}

/** How many problems are errors; 0 before they were read. */
export function errorCount({ value }: ProblemsState): number {
  return value?.problems.filter(({ severity }) => severity === "error").length ?? 0;
}
