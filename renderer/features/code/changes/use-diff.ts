import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DiffSide, FileDiff } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import { codeStore } from "../../../state/code-status.ts";
import { preferencesStore } from "../../../state/preferences.ts";

/** How a file differs; what was read before stays until there is something newer. */
export interface DiffState {
  readonly diff: FileDiff | null;
  readonly failure: Failure | null;
  /** Reads a file that is so large that it is shown only on request. */
  readonly showLarge: () => void;
}

/** Reads how a file differs, again whenever the folder is read again. */
export function useDiff(projectId: ProjectId, path: string, side: DiffSide): DiffState {
  const reading = useStore(codeStore, (state) => (side.of === "commit" ? 0 : state.reading));
  const isSpaceIgnored = useStore(preferencesStore, (state) => state.choices["code.space"] === "ignored");
  const [isLargeWanted, setLargeWanted] = useState(false);
  const [state, setState] = useState<{ diff: FileDiff | null; failure: Failure | null }>({ diff: null, failure: null });
  const key = JSON.stringify(side);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reading` asks for another one
  useEffect(() => {
    let isStale = false;
    const input = { projectId, path, side: JSON.parse(key) as DiffSide, isSpaceIgnored, isLargeWanted };
    void call((engine) => engine.code.diff(input)).then((answer) => {
      if (isStale) return;
      setState((before) => (answer.ok ? { diff: answer.value, failure: null } : { ...before, failure: answer.failure }));
    });
    return () => {
      isStale = true;
    };
  }, [projectId, path, key, isSpaceIgnored, isLargeWanted, reading]);
  const showLarge = useCallback(() => setLargeWanted(true), []);
  return { ...state, showLarge };
}
