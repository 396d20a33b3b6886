import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RunFilter } from "../../../shared/contract/runs.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { liveRunsStore, stagesOfRun } from "../../state/live-runs.ts";
import { appendPage, applyRuns, type RunCursor, type RunList } from "./run-list.ts";

/** A list of runs that grows downwards as it is scrolled and upwards as runs start. */
export interface RunListState {
  /** `null` until the first page is here. */
  readonly list: RunList | null;
  readonly failure: Failure | null;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const pageSize = 100;
const mostAtOnce = 500;

// The list that was left last: who comes back from a run finds it as it was, and it is read anew behind that.
let kept: { readonly key: string; readonly list: RunList } | null = null;

/** Reads the runs that match, newest first, and keeps them as new as the notices. */
export function useRunList(filter: RunFilter): RunListState {
  const key = JSON.stringify(filter);
  const [state, setState] = useState<{ readonly key: string; readonly list: RunList | null; readonly failure: Failure | null }>({
    key,
    list: kept?.key === key ? kept.list : null,
    failure: null,
  });
  const isLoading = useRef(false);
  const request = useMemo(() => JSON.parse(key) as RunFilter, [key]);
  const list = state.key === key ? state.list : null;
  const listRef = useRef(list);
  listRef.current = list;

  const load = useCallback(
    async (before: RunCursor | null, limit: number, base: RunList | null) => {
      isLoading.current = true;
      const answer = await call((engine) => engine.runs.page({ filter: request, before, limit }));
      isLoading.current = false;
      setState((now) => {
        const isCurrent = now.key === key;
        if (!answer.ok) return { key, list: isCurrent ? now.list : null, failure: answer.failure };
        const from = base === null ? { runs: [], next: null } : isCurrent && now.list !== null ? now.list : base;
        return { key, list: appendPage(from, answer.value), failure: null };
      });
    },
    [key, request],
  );

  useEffect(() => {
    const readAnew = () => {
      const { length } = listRef.current?.runs ?? [];
      void load(null, Math.min(mostAtOnce, Math.max(pageSize, length)), null);
    };
    readAnew();
    const stopConnection = connectionStore.subscribe((now, before) => {
      if (now.state !== "connected" || before.state === "connected") return;
      readAnew();
    });
    const stopRuns = liveRunsStore.subscribe((now, before) => {
      // A run comes into a stage's list when that stage is so far, whatever the run itself says.
      const haveStagesChanged = request.stage !== undefined && now.stages !== before.stages;
      const changed = Object.values(now.runs).filter((run) => haveStagesChanged || run !== before.runs[run.id]);
      if (changed.length === 0) return;
      setState((held) => {
        if (held.key !== key || held.list === null) return held;
        const next = applyRuns(held.list, changed, request, (runId) => stagesOfRun(now, runId));
        return next === held.list ? held : { ...held, list: next };
      });
    });
    return () => {
      stopConnection();
      stopRuns();
      kept = listRef.current === null ? null : { key, list: listRef.current };
    };
  }, [key, request, load]);

  const loadMore = useCallback(() => {
    const { current } = listRef;
    if (isLoading.current || current === null || current.next === null) return;
    void load(current.next, pageSize, current);
  }, [load]);
  const retry = useCallback(() => void load(listRef.current?.next ?? null, pageSize, listRef.current), [load]);
  return { list, failure: state.key === key ? state.failure : null, loadMore, retry };
}
