import { useCallback, useEffect, useRef, useState } from "react";
import type { ChangedCoverage, CoverageOfRun, CoveragePoint } from "../../../shared/contract/coverage.ts";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";

/** The coverage of a run; what was read before stays while it is read again. */
export interface CoverageState {
  /** `null` until it was read, and for a run without any: see `isNone`. */
  readonly coverage: CoverageOfRun | null;
  readonly isNone: boolean;
  /** `null` until it was read, and where git could not tell: see `changesFailure`. */
  readonly changes: ChangedCoverage | null;
  readonly changesFailure: Failure | null;
  /** The runs of its branch before and behind it, the oldest first. */
  readonly trend: readonly CoveragePoint[];
  readonly failure: Failure | null;
  readonly loadMore: () => void;
}

const pageSize = 200;
const trendRuns = 60;
const unread = { coverage: null, isNone: false, changes: null, changesFailure: null, trend: [], failure: null };

/** Reads the coverage of a run, again when a further stage has ended; `text`: only files whose path holds it. */
export function useCoverage(run: Run, finishedStages: number, text: string): CoverageState {
  const { id: runId, projectId, branch } = run;
  const [state, setState] = useState<Omit<CoverageState, "loadMore">>(unread);
  const isLoading = useRef(false);
  const held = useRef(state);
  held.current = state;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages says when to ask again
  useEffect(() => {
    let isStale = false;
    const change = (next: Partial<CoverageState>) => {
      if (!isStale) setState((before) => ({ ...before, ...next }));
    };
    const readChanges = async () => {
      const answer = await call((engine) => engine.coverage.changes({ runId }));
      if (answer.ok) change({ changes: answer.value, changesFailure: null });
      else if (answer.failure.code !== "NOT_FOUND") change({ changesFailure: answer.failure });
    };
    const readTrend = async () => {
      const ofBranch = branch === null ? {} : { branch };
      const answer = await call((engine) => engine.coverage.trend({ projectId, limit: trendRuns, ...ofBranch }));
      if (answer.ok) change({ trend: answer.value.points.toReversed() });
    };
    void Promise.all([readChanges(), readTrend()]);
    return () => {
      isStale = true;
    };
  }, [runId, projectId, branch, finishedStages]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages says when to ask again
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.coverage.run({ runId, text, limit: pageSize })).then((answer) => {
      if (isStale) return;
      const isNone = !answer.ok && answer.failure.code === "NOT_FOUND";
      setState((before) => ({
        ...before,
        coverage: answer.ok ? answer.value : isNone ? null : before.coverage,
        isNone,
        failure: answer.ok || isNone ? null : answer.failure,
      }));
    });
    return () => {
      isStale = true;
    };
  }, [runId, text, finishedStages]);

  const loadMore = useCallback(() => {
    const after = held.current.coverage?.next ?? null;
    if (after === null || isLoading.current) return;
    isLoading.current = true;
    void call((engine) => engine.coverage.run({ runId, text, after, limit: pageSize })).then((answer) => {
      isLoading.current = false;
      if (!answer.ok) return;
      setState((before) => {
        if (before.coverage?.next !== after) return before;
        return { ...before, coverage: { ...answer.value, rows: [...before.coverage.rows, ...answer.value.rows] } };
      });
    });
  }, [runId, text]);
  return { ...state, loadMore };
}
