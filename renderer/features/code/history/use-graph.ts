import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { CommitRow } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import type { Client } from "../../../link/client.ts";
import { codeStore } from "../../../state/code-status.ts";

/** Commits that are read as far as they are scrolled. */
export interface GraphState {
  /** `null` until the first ones are here. */
  readonly rows: readonly CommitRow[] | null;
  readonly failure: Failure | null;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const pageSize = 200;
const mostAtOnce = 1_000;

/** A page with at least one commit, or the last one: a search answers before it has found any. */
async function readPage(request: Parameters<Client["code"]["graph"]>[0], isGivenUp: () => boolean) {
  let answer = await call((engine) => engine.code.graph(request));
  while (answer.ok && answer.value.commits.length === 0 && answer.value.next !== null && !isGivenUp()) {
    const { next } = answer.value;
    answer = await call((engine) => engine.code.graph({ ...request, after: next }));
  }
  return answer;
}

/** Reads the commits from the newest on, anew when HEAD or the search changes. */
export function useGraph(projectId: ProjectId, from: "all" | "current", text: string): GraphState {
  const head = useStore(
    codeStore,
    ({ status }) => `${status?.branch ?? ""} ${status?.commit ?? ""} ${status?.ahead ?? ""} ${status?.behind ?? ""}`,
  );
  const key = `${from} ${text}`;
  const [state, setState] = useState<{ key: string; rows: readonly CommitRow[] | null; next: string | null; failure: Failure | null }>({
    key,
    rows: null,
    next: null,
    failure: null,
  });
  const [turn, setTurn] = useState(0);
  const isLoading = useRef(false);
  const held = useRef(state);
  held.current = state;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `head` and `turn` ask for another reading
  useEffect(() => {
    let isStale = false;
    const before = held.current;
    const limit = before.key === key ? Math.min(mostAtOnce, Math.max(pageSize, before.rows?.length ?? 0)) : pageSize;
    isLoading.current = true;
    void readPage({ projectId, from, text, after: null, limit }, () => isStale).then((answer) => {
      if (isStale) return;
      isLoading.current = false;
      setState((now) => {
        if (answer.ok) return { key, rows: answer.value.commits, next: answer.value.next, failure: null };
        return { key, rows: now.key === key ? now.rows : null, next: null, failure: answer.failure };
      });
    });
    return () => {
      isStale = true;
    };
  }, [projectId, from, text, key, head, turn]);

  const retry = useCallback(() => setTurn((count) => count + 1), []);
  const loadMore = useCallback(() => {
    const { next, rows } = held.current;
    if (isLoading.current || next === null || rows === null) return;
    isLoading.current = true;
    const { key: asked } = held.current;
    void readPage({ projectId, from, text, after: next, limit: pageSize }, () => held.current.key !== asked).then((answer) => {
      isLoading.current = false;
      // Refs have moved since: what was read belongs to another state of the repository.
      if (!answer.ok && answer.failure.code === "CODE_STALE") {
        retry();
        return;
      }
      setState((now) => {
        if (now.next !== next) return now;
        if (!answer.ok) return { ...now, failure: answer.failure };
        return { ...now, rows: [...(now.rows ?? []), ...answer.value.commits], next: answer.value.next, failure: null };
      });
    });
  }, [projectId, from, text, retry]);
  return { rows: state.key === key ? state.rows : null, failure: state.failure, loadMore, retry };
}
