import { useEffect, useState } from "react";
import type { TestFailure } from "../../../shared/contract/tests.ts";
import type { StageRunId, TestId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";

/** What a test said; `null` until it was read. */
export interface FailureState {
  readonly said: TestFailure | null;
  readonly failure: Failure | null;
}

const unread: FailureState = { said: null, failure: null };

/** Reads what a test said in one stage run; `null` asks nothing. */
export function useFailure(stageRunId: StageRunId | null, testId: TestId): FailureState {
  const key = `${stageRunId} ${testId}`;
  const [held, setHeld] = useState<FailureState & { readonly key: string }>({ ...unread, key });
  useEffect(() => {
    if (stageRunId === null) return;
    let isStale = false;
    void call((engine) => engine.tests.failure({ stageRunId, testId })).then((answer) => {
      if (isStale) return;
      setHeld(answer.ok ? { key, said: answer.value, failure: null } : { key, said: null, failure: answer.failure });
    });
    return () => {
      isStale = true;
    };
  }, [stageRunId, testId, key]);
  return held.key === key ? held : unread;
}
