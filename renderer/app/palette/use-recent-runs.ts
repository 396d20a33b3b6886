import { useEffect, useState } from "react";
import type { Run } from "../../../shared/contract/schemas.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";

// What a person remembers of the past is rarely further back; the Runs screen has the rest.
const searchedRuns = 200;

/** The newest runs of a project, or of all when none is shown; empty until they are there. */
export function useRecentRuns(projectId: ProjectId | null): readonly Run[] {
  const [runs, setRuns] = useState<readonly Run[]>([]);
  useEffect(() => {
    let isWanted = true;
    void call((engine) => engine.runs.page({ filter: projectId === null ? {} : { projectId }, limit: searchedRuns })).then((answer) => {
      if (answer.ok && isWanted) setRuns(answer.value.runs);
    });
    return () => {
      isWanted = false;
    };
  }, [projectId]);
  return runs;
}
