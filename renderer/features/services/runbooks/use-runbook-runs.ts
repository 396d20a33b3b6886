import { useEffect, useState } from "react";
import type { Runbook } from "../../../../shared/contract/runbooks.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { call } from "../../../link/call.ts";

// As many as a card has bars.
const limit = 20;

/** The last runs of a runbook, the oldest first; read again whenever its last run is another or stands otherwise. */
export function useRunbookRuns(projectId: ProjectId, { name, lastRun }: Runbook): readonly Run[] {
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const standing = lastRun === null ? null : `${lastRun.id} ${lastRun.status}`;
  useEffect(() => {
    if (standing === null) return;
    let isStale = false;
    void call((engine) => engine.runbooks.runs({ projectId, name, limit })).then((answer) => {
      // A card without its past is still a button.
      if (!isStale && answer.ok) setRuns(answer.value.runs.toReversed());
    });
    return () => {
      isStale = true;
    };
  }, [projectId, name, standing]);
  return runs;
}
