import type { ProjectId, StageRunId } from "../../../shared/ids.ts";

/** What the Loop screen needs from around it. */
export interface BoardProps {
  projectId: ProjectId;
  /** The stage run whose log is open below; `null` while none is. */
  openStageRunId: StageRunId | null;
  onOpenLog: (stageRunId: StageRunId) => void;
}

/** The Loop: the ribbon, and the stages as cards or as a graph. */
export function Board({ projectId }: BoardProps) {
  return <p>Board of {projectId}</p>;
}
