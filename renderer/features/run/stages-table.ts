import type { StageRun } from "../../../shared/contract/schemas.ts";
import { findCriticalPath } from "../../../shared/critical-path.ts";
import { momentCell, tableColumns } from "../../../shared/csv.ts";
import { groupStages } from "../../../shared/stage-groups.ts";
import { onePage, type SavedTable } from "../../actions/save-table.ts";
import { wholeOf } from "./run-stages.ts";

/** The stages of a run with all their attempts, as a file. */
export function stagesTable(runNumber: number, stages: readonly StageRun[], now: number): SavedTable<StageRun> {
  const path = findCriticalPath(
    groupStages(stages).flatMap(({ variants }) => variants.map(wholeOf)),
    now,
  );
  const critical = new Set(path?.stages.map(({ id }) => id));
  return {
    name: `stages of run ${runNumber}`,
    pages: () => onePage(stages),
    columns: tableColumns<StageRun>({
      id: ({ id }) => id,
      name: ({ name }) => name,
      phase: ({ phase }) => phase,
      variant: ({ variant }) => variant,
      attempt: ({ attempt }) => attempt,
      needs: ({ needs }) => needs.join(" "),
      status: ({ status }) => status,
      reason: ({ reason }) => reason,
      detail: ({ detail }) => detail,
      exitCode: ({ exitCode }) => exitCode,
      signal: ({ signal }) => signal,
      startedAt: ({ startedAt }) => momentCell(startedAt),
      finishedAt: ({ finishedAt }) => momentCell(finishedAt),
      durationMs: ({ durationMs }) => durationMs,
      expectedMs: ({ expectedMs }) => expectedMs,
      isOnCriticalPath: ({ id }) => critical.has(id),
      logLines: ({ logLines }) => logLines,
      logBytes: ({ logBytes }) => logBytes,
    }),
  };
}
