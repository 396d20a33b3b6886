import { useCallback, useEffect, useState } from "react";
import type { TestOutcome, TestRow } from "../../../shared/contract/tests.ts";
import type { TestId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";

/** A test and its past, as far as it was read. */
export interface TestHistory {
  readonly row: TestRow;
  /** The newest first. */
  readonly outcomes: readonly TestOutcome[];
  readonly next: string | null;
}

/** See {@link TestHistory}; `null` until it was read. */
export interface TestHistoryState {
  readonly history: TestHistory | null;
  readonly failure: Failure | null;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const pageSize = 60;

/** Reads the past of a test on a branch, the empty name for all branches; again when `news` changes. */
export function useTestHistory(testId: TestId, branch: string, news: unknown): TestHistoryState {
  const key = `${testId} ${branch}`;
  const [held, setHeld] = useState<{ key: string; history: TestHistory | null; failure: Failure | null }>({
    key,
    history: null,
    failure: null,
  });
  const [turn, setTurn] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` and `turn` ask for another reading
  useEffect(() => {
    let isStale = false;
    void askForOutcomes(testId, branch, null, pageSize).then((answer) => {
      if (isStale) return;
      setHeld((before) => {
        if (answer.ok) return { key, history: answer.value, failure: null };
        return { key, history: before.key === key ? before.history : null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [testId, branch, key, news, turn]);

  const history = held.key === key ? held.history : null;
  const next = history?.next ?? null;
  const loadMore = useCallback(() => {
    if (next === null) return;
    void askForOutcomes(testId, branch, next, pageSize).then((answer) => {
      setHeld((before) => {
        if (before.key !== key || before.history === null || before.history.next !== next) return before;
        if (!answer.ok) return { ...before, failure: answer.failure };
        const outcomes = [...before.history.outcomes, ...answer.value.outcomes];
        return { key, history: { ...before.history, outcomes, next: answer.value.next }, failure: null };
      });
    });
  }, [testId, branch, key, next]);
  const retry = useCallback(() => setTurn((count) => count + 1), []);
  return { history, failure: held.key === key ? held.failure : null, loadMore, retry };
}

/** One page of the past of a test. */
export function askForOutcomes(testId: TestId, branch: string, after: string | null, limit: number) {
  return call((engine) => engine.tests.history({ testId, after, limit, ...(branch === "" ? {} : { branch }) }));
}
