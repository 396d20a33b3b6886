import { useCallback, useEffect, useRef, useState } from "react";
import type { FailureGroup } from "../../../shared/contract/failure-groups.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";

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

/** Reads the failures of a project that hold `text`; what was read stays while it is read again. */
export function useFailures(projectId: ProjectId, text: string): FailureList {
  const [held, setHeld] = useState<Held>(nothing);
  const asked = useRef(0);
  const read = useCallback(
    async (after: string | null) => {
      asked.current += 1;
      const turn = asked.current;
      const answer = await call((engine) => engine.failures.page({ projectId, text, after }));
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
  const { groups, next, failure } = held;
  return { groups, failure, loadMore: next === null ? null : () => void read(next), retry: () => void read(null) };
}
