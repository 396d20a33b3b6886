import { useEffect, useState } from "react";
import type { ConflictSide } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";

/** The sides of a merge as people know them. */
export interface SideNames {
  readonly ours: ConflictSide;
  readonly theirs: ConflictSide;
}

/**
 * Whose the two sides of an item's file are: while git rebases, one's own commit is `theirs`. `null` until it was read, and
 * where git is not in the middle of a merge of the file. `fingerprint` stands for the file.
 */
export function useSideNames(projectId: ProjectId, path: string, fingerprint: string): SideNames | null {
  const [names, setNames] = useState<SideNames | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file may belong to another merge by then
  useEffect(() => {
    let isOver = false;
    void call((engine) => engine.code.conflict({ projectId, path })).then((answer) => {
      if (!isOver) setNames(answer.ok ? { ours: answer.value.ours, theirs: answer.value.theirs } : null);
    });
    return () => {
      isOver = true;
    };
  }, [projectId, path, fingerprint]);
  return names;
}
