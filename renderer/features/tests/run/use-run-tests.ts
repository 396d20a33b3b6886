import { useCallback, useEffect, useRef, useState } from "react";
import type { Test, TestReport, TestTotals } from "../../../../shared/contract/tests.ts";
import type { RunId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import type { RunTestRow } from "./run-tests-model.ts";

/** A run's tests as far as they were read, and what they are compared with. */
export interface RunTestsAnswer {
  readonly totals: TestTotals;
  readonly base: { readonly runId: RunId; readonly runNumber: number; readonly totals: TestTotals } | null;
  readonly reports: readonly TestReport[];
  readonly gone: readonly Test[];
  readonly rows: readonly RunTestRow[];
  readonly next: string | null;
}

/** See {@link RunTestsAnswer}; `null` until it was read. */
export interface RunTestsState {
  readonly answer: RunTestsAnswer | null;
  readonly failure: Failure | null;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const pageSize = 200;

/** Reads the tests of a run, and again whenever `finishedStages` grows. While another text is typed, what was found before stays. */
export function useRunTests(runId: RunId, text: string, finishedStages: number): RunTestsState {
  const key = `${runId} ${text}`;
  const [held, setHeld] = useState<{ key: string; answer: RunTestsAnswer | null; failure: Failure | null }>({
    key,
    answer: null,
    failure: null,
  });
  const [turn, setTurn] = useState(0);
  const isLoading = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages and `turn` say when to ask again
  useEffect(() => {
    let isStale = false;
    void askForRunTests(runId, text, null, pageSize).then((answer) => {
      if (isStale) return;
      setHeld((before) => (answer.ok ? { key, answer: answer.value, failure: null } : { ...before, key, failure: answer.failure }));
    });
    return () => {
      isStale = true;
    };
  }, [runId, text, key, finishedStages, turn]);

  const next = held.key === key ? (held.answer?.next ?? null) : null;
  const loadMore = useCallback(() => {
    if (next === null || isLoading.current) return;
    isLoading.current = true;
    void askForRunTests(runId, text, next, pageSize).then((answer) => {
      isLoading.current = false;
      setHeld((before) => {
        if (before.key !== key || before.answer === null || before.answer.next !== next) return before;
        if (!answer.ok) return { ...before, failure: answer.failure };
        return {
          key,
          answer: { ...before.answer, rows: [...before.answer.rows, ...answer.value.rows], next: answer.value.next },
          failure: null,
        };
      });
    });
  }, [runId, text, key, next]);
  const retry = useCallback(() => setTurn((count) => count + 1), []);
  return { answer: held.answer, failure: held.failure, loadMore, retry };
}

/** One page of the tests of a run that hold a text. */
export function askForRunTests(runId: RunId, text: string, after: string | null, limit: number) {
  return call((engine) => engine.tests.ofRun({ runId, text, after, limit }));
}
