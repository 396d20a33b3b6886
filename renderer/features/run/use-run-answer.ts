import { useEffect, useState } from "react";
import type { RunId } from "../../../shared/ids.ts";
import type { Failure, Result } from "../../../shared/result.ts";

/** What the engine answered about a run; `value` is `null` until it did. */
export interface RunAnswer<Value> {
  readonly value: Value | null;
  readonly failure: Failure | null;
}

const unread = { value: null, failure: null };

/**
 * Asks the engine about a run, and again whenever `finishedStages` grows: only a stage's end brings news. `ask` must stay
 * the same function. What was read stays while it is read again.
 */
export function useRunAnswer<Value>(
  runId: RunId,
  finishedStages: number,
  ask: (runId: RunId) => Promise<Result<Value, Failure>>,
): RunAnswer<Value> {
  const [state, setState] = useState<RunAnswer<Value> & { readonly runId: RunId }>({ ...unread, runId });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages says when to ask again
  useEffect(() => {
    let isStale = false;
    void ask(runId).then((answer) => {
      if (isStale) return;
      setState((before) => {
        if (answer.ok) return { runId, value: answer.value, failure: null };
        return { runId, value: before.runId === runId ? before.value : null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [runId, finishedStages, ask]);
  return state.runId === runId ? state : unread;
}
