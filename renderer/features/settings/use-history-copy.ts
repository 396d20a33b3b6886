import { useEffect, useRef, useState } from "react";
import type { Failure, Result } from "../../../shared/result.ts";

/** How much of how much. */
export interface CopyProgress {
  readonly done: number;
  readonly all: number;
}

type CopyEvent<Done> = ({ readonly type: "progress" } & CopyProgress) | Done;

/** One copy at a time, with how far it is. It is canceled when nobody looks at it any more. */
export function useHistoryCopy<Done extends { readonly type: "done" }>() {
  const [progress, setProgress] = useState<CopyProgress | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  /** What it came to; `null` when it failed, which `failure` tells. */
  async function begin(
    follow: (onEvent: (event: CopyEvent<Done>) => void, signal: AbortSignal) => Promise<Result<null, Failure>>,
  ): Promise<Done | null> {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setFailure(null);
    setProgress({ done: 0, all: 0 });
    let end: Done | null = null;
    const answer = await follow((event) => {
      if (event.type === "progress") setProgress(event as CopyProgress);
      else end = event as Done;
    }, signal);
    if (signal.aborted) return null;
    setProgress(null);
    if (!answer.ok) setFailure(answer.failure);
    return answer.ok ? end : null;
  }

  return { progress, failure, begin, forget: () => setFailure(null) };
}
