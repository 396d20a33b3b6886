import type { ReactNode } from "react";
import type { ProjectId, StageRunId } from "../../../shared/ids.ts";

/** What a log needs from around it. */
export interface LogPanelProps {
  projectId: ProjectId;
  stageRunId: StageRunId;
  /** What it ran, for the head that stays in sight; one entry a step. Empty when unknown. */
  commands: readonly string[];
  /** Stands at the left of the tool bar: tabs, or the stage's name. */
  header: ReactNode;
  /** Stands at the right end of the tool bar: closing the panel, for one. */
  trailing?: ReactNode;
}

/** The log of one stage run. */
export function LogPanel({ stageRunId }: LogPanelProps) {
  return <section aria-label="Log">Log of {stageRunId}</section>;
}
