import { useEffect, useState } from "react";
import type { RunComparison } from "../../../../shared/contract/health.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { RunId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";

/** A comparison of two runs; the one before stays until the next is here. */
export interface ComparisonState {
  readonly comparison: RunComparison | null;
  readonly failure: Failure | null;
}

/** Compares a run with another one, with the last that passed when none is named, and again whenever `finishedStages` grows. */
export function useComparison(runId: RunId, against: RunId | null, finishedStages: number): ComparisonState {
  const [state, setState] = useState<ComparisonState>({ comparison: null, failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of finished stages says when to ask again
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.insights.compare({ runId, ...(against === null ? {} : { against }) })).then((answer) => {
      if (isStale) return;
      setState((before) =>
        answer.ok ? { comparison: answer.value, failure: null } : { comparison: before.comparison, failure: answer.failure },
      );
    });
    return () => {
      isStale = true;
    };
  }, [runId, against, finishedStages]);
  return state;
}

/** As many runs as one looks through; any other one can be opened and compared from there. */
const offered = 100;

/** The newest other runs of the project, to choose from. */
export function useOtherRuns({ projectId, id }: Run): readonly Run[] {
  const [runs, setRuns] = useState<readonly Run[]>([]);
  useEffect(() => {
    let isStale = false;
    const filter = { projectId, isOrdinary: true, isFinished: true } as const;
    void call((engine) => engine.runs.page({ filter, before: null, limit: offered })).then((answer) => {
      if (!isStale && answer.ok) setRuns(answer.value.runs.filter((run) => run.id !== id));
    });
    return () => {
      isStale = true;
    };
  }, [projectId, id]);
  return runs;
}
