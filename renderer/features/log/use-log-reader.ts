import { useEffect, useReducer, useState } from "react";
import type { LogId } from "../../../shared/ids.ts";
import { call } from "../../link/call.ts";
import { connectionStore } from "../../state/connection.ts";
import { onNextFrame } from "../../state/frame.ts";
import { LogReader, type ReadLines } from "./log-reader.ts";

const readFromEngine: ReadLines = (request, signal) => call((engine) => engine.logs.read(request, { signal }));

/** A reader of one log for as long as a component shows it; draws again, at most once a frame, when something came. */
export function useLogReader(logId: LogId): { readonly reader: LogReader | null; readonly version: number } {
  const [held, setHeld] = useState<{ readonly id: LogId; readonly reader: LogReader } | null>(null);
  const [version, redraw] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    let cancelFrame: (() => void) | null = null;
    const onChange = () => {
      cancelFrame ??= onNextFrame(() => {
        cancelFrame = null;
        redraw();
      });
    };
    const reader = new LogReader({ logId, read: readFromEngine, onChange });
    const stopFollowing = connectionStore.subscribe((now, before) => {
      if (now.state === "connected" && before.state !== "connected") reader.retryNow();
    });
    setHeld({ id: logId, reader });
    return () => {
      stopFollowing();
      reader.dispose();
      cancelFrame?.();
    };
  }, [logId]);

  // For one drawing after the log has changed, the reader is still the one before.
  return { reader: held?.id === logId ? held.reader : null, version };
}
