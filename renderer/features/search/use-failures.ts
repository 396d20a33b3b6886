import { useCallback, useEffect, useRef, useState } from "react";
import type { FailureGroup } from "../../../shared/contract/failure-groups.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { liveRunsStore } from "../../state/live-runs.ts";

/** Failures that are alike; `groups` is `null` until they were read. */
export interface FailureList {
  readonly groups: readonly FailureGroup[] | null;
  readonly failure: Failure | null;
  /** Reads the next page; absent at the end. */
  readonly loadMore: (() => void) | null;
  readonly retry: () => void;
}

interface Held {
  readonly groups: readonly FailureGroup[] | null;
  readonly next: string | null;
  readonly failure: Failure | null;
}

const nothing: Held = { groups: null, next: null, failure: null };

const pageSize = 50;
const mostAtOnce = 200;

/**
 * Reads the failures of a project that hold `text`, again after a reconnection and whenever one of its runs ends; what was
 * read stays meanwhile.
 */
export function useFailures(projectId: ProjectId, text: string): FailureList {
  const [held, setHeld] = useState<Held>(nothing);
  const asked = useRef(0);
  const count = useRef(0);
  const read = useCallback(
    async (after: string | null) => {
      asked.current += 1;
      const turn = asked.current;
      const limit = after === null ? Math.min(mostAtOnce, Math.max(pageSize, count.current)) : pageSize;
      const answer = await call((engine) => engine.failures.page({ projectId, text, after, limit }));
      if (turn !== asked.current) return;
      setHeld(({ groups }) => {
        if (!answer.ok) return { groups, next: null, failure: answer.failure };
        const before = after === null ? [] : (groups ?? []);
        return { groups: [...before, ...answer.value.groups], next: answer.value.next, failure: null };
      });
    },
    [projectId, text],
  );
  useEffect(() => {
    void read(null);
    return () => {
      asked.current += 1;
    };
  }, [read]);
  useEffect(() => {
    const again = () => void read(null);
    const stopConnection = connectionStore.subscribe((now, before) => {
      if (now.state === "connected" && before.state !== "connected") again();
    });
    const stopRuns = liveRunsStore.subscribe((now, before) => {
      const isOver = Object.values(now.runs).some(
        (run) => run.projectId === projectId && isTerminal(run.status) && run.status !== before.runs[run.id]?.status,
      );
      if (isOver) again();
    });
    return () => {
      stopConnection();
      stopRuns();
    };
  }, [projectId, read]);
  const { groups, next, failure } = held;
  count.current = groups?.length ?? 0;
  return { groups, failure, loadMore: next === null ? null : () => void read(next), retry: () => void read(null) };
}
