import type { DiffSide } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { useDiff } from "../changes/use-diff.ts";
import { DiffPane } from "./diff-pane.tsx";
import { type CoveredRun, useLineCoverage } from "./use-line-coverage.ts";

interface CoveredDiffProps {
  projectId: ProjectId;
  path: string;
  oldPath?: string | null;
  side: DiffSide;
  /** Runs of exactly the files of the newer side, the best first. */
  runs: readonly CoveredRun[];
  isAtMissed?: boolean;
  onClose?: () => void;
}

/** How a file differs, or all of it, with how its new lines fared in a run. */
export function CoveredDiff({ projectId, path, oldPath = null, side, runs, isAtMissed = false, onClose }: CoveredDiffProps) {
  const state = useDiff(projectId, path, side);
  const coverage = useLineCoverage(runs, path);
  return (
    <DiffPane
      projectId={projectId}
      path={path}
      oldPath={oldPath}
      state={state}
      chosen={null}
      onToggle={() => {}}
      actions={null}
      hunkActions={() => null}
      coverage={coverage}
      isWhole={side.of === "whole"}
      isAtMissed={isAtMissed}
      {...(onClose === undefined ? {} : { onClose })}
    />
  );
}
