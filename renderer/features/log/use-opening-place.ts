import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { StageRun } from "../../../shared/contract/schemas.ts";
import type { StageRunId } from "../../../shared/ids.ts";
import { routeStore } from "../../state/route.ts";
import type { LogExtent } from "./line-cache.ts";
import type { LogMarks } from "./use-log-marks.ts";

interface OpeningInput {
  readonly stageRunId: StageRunId;
  readonly stage: StageRun | null;
  readonly extent: LogExtent | null;
  readonly hasAnswer: boolean;
  readonly marks: LogMarks;
  readonly areMarksKnown: boolean;
  readonly heightPx: number;
  readonly showLine: (line: number) => void;
  readonly setFollowing: (isFollowing: boolean) => void;
}

/**
 * Decides once where a log opens: at the line that the address names, at the end while it grows, at the first failure,
 * or at the top. Answers with the line that the address names now.
 */
export function useOpeningPlace(input: OpeningInput): number | null {
  const { stageRunId, stage, extent, hasAnswer, marks, areMarksKnown, heightPx, showLine, setFollowing } = input;
  const named = useStore(routeStore, ({ route }) => {
    if (route.kind !== "run" || (route.stageRunId !== null && route.stageRunId !== stageRunId)) return null;
    const line = Number(route.query.line);
    return Number.isInteger(line) && line > 0 ? line : null;
  });
  const [isPlaced, setPlaced] = useState(false);

  useEffect(() => {
    if (isPlaced || !hasAnswer || heightPx === 0 || extent === null) return;
    const { totalLines, isLive } = extent;
    if (named !== null && named <= totalLines) showLine(named);
    else if (isLive) setFollowing(true);
    else if (totalLines > 0) {
      if (!areMarksKnown || stage === null) return;
      const isGood = stage.status === "passed" || stage.status === "skipped";
      if (!isGood && marks.firstFailure !== null) showLine(marks.firstFailure);
      else if (!isGood) setFollowing(true);
    }
    setPlaced(true);
  }, [isPlaced, hasAnswer, heightPx, extent, named, areMarksKnown, marks, stage, showLine, setFollowing]);
  return named;
}
