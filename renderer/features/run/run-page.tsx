import type { ReactNode } from "react";
import type { ProjectId, RunId, StageRunId } from "../../../shared/ids.ts";

/** What a run's page needs from around it. */
export interface RunPageProps {
  projectId: ProjectId;
  runId: RunId;
  /** The stage whose log is open; `null` lets the page choose (the first failure). */
  stageRunId: StageRunId | null;
  onSelectStage: (stageRunId: StageRunId) => void;
  /** Draws the log of a stage with `header` (the page's tabs) at the left of its tool bar. */
  renderLog: (stageRunId: StageRunId, header: ReactNode) => ReactNode;
}

/** One run: head, timeline, stages, and the details of one stage beside them. */
export function RunPage({ runId }: RunPageProps) {
  return <p>Run {runId}</p>;
}
