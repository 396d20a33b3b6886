import { useEffect, useRef, useState } from "react";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { RunId } from "../../../shared/ids.ts";
import { isTerminal } from "../../../shared/status.ts";
import { call } from "../../link/call.ts";
import { questionsOf, type StageStrips } from "./stage-strips.ts";

/** How the stages of the finished ones among `runs` ended, as far as it is known; asked once for each page that comes in. */
export function useStageStrips(runs: readonly Run[]): StageStrips {
  const [strips, setStrips] = useState<StageStrips>({});
  const asked = useRef(new Set<RunId>());
  useEffect(() => {
    const unknown = runs.filter(({ id, status }) => isTerminal(status) && !asked.current.has(id));
    for (const { id } of unknown) asked.current.add(id);
    for (const runIds of questionsOf(unknown)) void read(runIds);

    async function read(runIds: RunId[]): Promise<void> {
      const answer = await call((engine) => engine.runs.stageStatuses({ runIds }));
      if (answer.ok) setStrips((held) => ({ ...held, ...answer.value.runs }));
      // A lost engine is asked again with the list that is read after it has come back.
      else for (const id of runIds) asked.current.delete(id);
    }
  }, [runs]);
  return strips;
}
