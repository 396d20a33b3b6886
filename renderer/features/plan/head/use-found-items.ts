import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { PlanItem } from "../../../../shared/contract/plan.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";
import { planStore } from "../../../state/plan.ts";

// A letter of a quick hand is not asked for by itself.
const pauseMs = 90;
const most = 500;

/** The items in which all words of a text are, of the archive as well. */
export function askForItems(projectId: ProjectId, text: string) {
  return call((engine) => engine.plan.search({ projectId, text, limit: most }));
}

/** The items in which all words of a text are, of the archive as well; `null` while nothing is looked for or known yet. */
export function useFoundItems(projectId: ProjectId, text: string): readonly PlanItem[] | null {
  const wanted = text.trim();
  // What is written anew may be found, too.
  const board = useStore(planStore, (state) => state.board);
  const [found, setFound] = useState<readonly PlanItem[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another board is another answer
  useEffect(() => {
    if (wanted === "") {
      setFound(null);
      return;
    }
    let isMeant = true;
    const timer = setTimeout(async () => {
      const answer = await askForItems(projectId, wanted);
      // What cannot be asked for now leaves what was found before.
      if (isMeant && answer.ok) setFound(answer.value.items);
    }, pauseMs);
    return () => {
      isMeant = false;
      clearTimeout(timer);
    };
  }, [projectId, wanted, board]);
  return wanted === "" ? null : found;
}
