import { useEffect, useState } from "react";
import type { LogId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";

/** A line that looks like an error or a warning. */
export interface LogMark {
  readonly line: number;
  readonly kind: "error" | "warning";
}

/** What stands out in a log. */
export interface LogMarks {
  readonly marks: readonly LogMark[];
  readonly errorLines: ReadonlySet<number>;
  readonly firstFailure: number | null;
}

const nothing: LogMarks = { marks: [], errorLines: new Set(), firstFailure: null };
const growthPauseMs = 2_000;

/** Reads what stands out in a log: once it is there, every other second while it grows, and at its end. */
export function useLogMarks(logId: LogId, totalBytes: number, isLive: boolean): { readonly marks: LogMarks; readonly isKnown: boolean } {
  const [known, setKnown] = useState<{ readonly id: LogId; readonly bytes: number; readonly marks: LogMarks } | null>(null);
  const current = known?.id === logId ? known : null;
  const isDue = totalBytes > 0 && current?.bytes !== totalBytes;

  // biome-ignore lint/correctness/useExhaustiveDependencies: growth alone must not start the pause over
  useEffect(() => {
    if (!isDue) return;
    let isStopped = false;
    const read = async () => {
      const answer = await call((engine) => engine.logs.marks({ logId }));
      if (isStopped) return;
      const marks = answer.ok ? describe(answer.value) : (current?.marks ?? nothing);
      setKnown({ id: logId, bytes: totalBytes, marks });
    };
    const timer = setTimeout(() => void read(), current === null || !isLive ? 0 : growthPauseMs);
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }, [logId, isDue, isLive, current]);

  return { marks: current?.marks ?? nothing, isKnown: current !== null };
}

function describe({ marks, firstFailure }: { marks: LogMark[]; firstFailure: number | null }): LogMarks {
  return { marks, firstFailure, errorLines: new Set(marks.filter(({ kind }) => kind === "error").map(({ line }) => line)) };
}
