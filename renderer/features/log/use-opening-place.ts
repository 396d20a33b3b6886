import { useEffect, useState } from "react";
import type { LogExtent } from "./line-cache.ts";
import type { LogSubject } from "./log-subject.ts";
import type { LogMarks } from "./use-log-marks.ts";

interface OpeningInput extends Pick<LogSubject, "namedLine" | "opensAt"> {
  readonly extent: LogExtent | null;
  readonly hasAnswer: boolean;
  readonly marks: LogMarks;
  readonly areMarksKnown: boolean;
  readonly heightPx: number;
  readonly showLine: (line: number) => void;
  readonly setFollowing: (isFollowing: boolean) => void;
}

/** Decides once where a log opens: at the line that the address names, at the end while it grows, or where its subject says. */
export function useOpeningPlace(input: OpeningInput): void {
  const { namedLine, opensAt, extent, hasAnswer, marks, areMarksKnown, heightPx, showLine, setFollowing } = input;
  const [isPlaced, setPlaced] = useState(false);
  useEffect(() => {
    if (isPlaced || !hasAnswer || heightPx === 0 || extent === null) return;
    const { totalLines, isLive } = extent;
    if (namedLine !== null && namedLine <= totalLines) showLine(namedLine);
    else if (isLive || opensAt === "end") setFollowing(true);
    else if (totalLines > 0) {
      if (!areMarksKnown || opensAt === null) return;
      if (opensAt === "failure" && marks.firstFailure !== null) showLine(marks.firstFailure);
      else if (opensAt === "failure") setFollowing(true);
    }
    setPlaced(true);
  }, [isPlaced, hasAnswer, heightPx, extent, namedLine, opensAt, areMarksKnown, marks, showLine, setFollowing]);
}
