import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { DiskUse } from "../../../shared/contract/app.ts";
import type { Failure } from "../../../shared/result.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";

// A number that is being typed is not worth a look at each digit.
const settleMs = 400;
// How soon to look again while the engine still adds up.
const countingMs = 1_000;

/** What is on the disk, as far as it is known. */
export interface DiskUseAnswer {
  /** `null` until it was read. */
  readonly use: DiskUse | null;
  readonly failure: Failure | null;
  /** Looks again. */
  readonly read: () => Promise<void>;
}

/** Reads what is on the disk, again when one of the `limits` changes, and while the engine still adds up. */
export function useDiskUse(limits: string): DiskUseAnswer {
  const [use, setUse] = useState<DiskUse | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const lastLimits = useRef(limits);
  const read = useCallback(async () => {
    const answer = await call((engine) => engine.app.diskUse());
    if (answer.ok) setUse(answer.value);
    setFailure(answer.ok ? null : answer.failure);
  }, []);
  useEffect(() => {
    if (!isConnected) return;
    const timer = setTimeout(() => void read(), lastLimits.current === limits ? 0 : settleMs);
    lastLimits.current = limits;
    return () => clearTimeout(timer);
  }, [isConnected, limits, read]);
  useEffect(() => {
    if (!isConnected || use === null || use.uncountedRuns === 0) return;
    const timer = setTimeout(() => void read(), countingMs);
    return () => clearTimeout(timer);
  }, [isConnected, use, read]);
  return { use, failure, read };
}
