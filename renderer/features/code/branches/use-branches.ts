import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Stash } from "../../../../shared/contract/code/changes.ts";
import type { Branch, Tag } from "../../../../shared/contract/code/history.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import { codeStore } from "../../../state/code-status.ts";

/** What points to commits; `null` until it was read. */
export interface BranchesState {
  readonly branches: readonly Branch[] | null;
  readonly tags: readonly Tag[];
  readonly stashes: readonly Stash[];
  readonly failure: Failure | null;
  readonly retry: () => void;
}

/** Reads branches, tags and stashes, again whenever the folder is read again. */
export function useBranches(projectId: ProjectId): BranchesState {
  const reading = useStore(codeStore, (state) => state.reading);
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<BranchesState, "retry">>({ branches: null, tags: [], stashes: [], failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reading` and `turn` ask for another one
  useEffect(() => {
    let isStale = false;
    const read = async () => {
      const [branches, tags, stashes] = await Promise.all([
        call((engine) => engine.code.branches({ projectId })),
        call((engine) => engine.code.tags({ projectId })),
        call((engine) => engine.code.stashes({ projectId })),
      ]);
      if (isStale) return;
      const failed = [branches, tags, stashes].find(({ ok }) => !ok);
      setState((before) => ({
        branches: branches.ok ? branches.value : before.branches,
        tags: tags.ok ? tags.value : before.tags,
        stashes: stashes.ok ? stashes.value : before.stashes,
        failure: failed === undefined || failed.ok ? null : failed.failure,
      }));
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [projectId, reading, turn]);
  const retry = useCallback(() => setTurn((count) => count + 1), []);
  return { ...state, retry };
}
