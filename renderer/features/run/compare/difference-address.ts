import type { RunDifference } from "../../../../shared/contract/health.ts";
import type { Run } from "../../../../shared/contract/schemas.ts";
import { runOf } from "../../../../shared/ids.ts";
import { passportAddress, runAddress, runTabAddress, screenAddress } from "../../../state/route.ts";

/** Where a difference is seen; `null` where there is no page of it. */
export function differenceAddress({ projectId, id }: Pick<Run, "projectId" | "id">, difference: RunDifference): string | null {
  const { kind, testId, commit, stageRunId } = difference;
  if (kind === "environment") return runTabAddress(projectId, id, "environment");
  if (kind === "pipeline") return runTabAddress(projectId, id, "graph");
  if (kind === "test" && testId === null) return runTabAddress(projectId, id, "tests");
  if (testId !== null) return screenAddress(projectId, "tests", { test: testId });
  if (commit !== null) return passportAddress(projectId, commit);
  // A stage that is gone is seen in the other run.
  return stageRunId === null ? null : runAddress(projectId, runOf(stageRunId), stageRunId);
}
