import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Annotation, Series } from "../../shared/contract/metrics.ts";
import type { ProjectId } from "../../shared/ids.ts";
import type { Failure } from "../../shared/result.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "../state/connection.ts";
import { boundsOf, type ChartRange, refreshMs } from "./time-range.ts";

/** Series as they were last read. What was read before stays until the next is here, so that nothing flickers. */
export interface ReadSeries {
  readonly from: number;
  readonly to: number;
  /** Whether it is a closer look, and not the whole time that goes on. */
  readonly isZoomed: boolean;
  readonly stepMs: number;
  readonly at: readonly number[];
  readonly series: readonly Series[];
  readonly annotations: readonly Annotation[];
}

const points = 400;

/** Reads series in a time, and again while that goes on. `names` may be a new array each time. */
export function useSeries(
  projectId: ProjectId,
  names: readonly string[],
  range: ChartRange,
): { readonly read: ReadSeries | null; readonly failure: Failure | null } {
  const list = names.join(" ");
  const key = `${projectId} ${list}`;
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const [held, setHeld] = useState<{ key: string; read: ReadSeries | null; failure: Failure | null }>({ key, read: null, failure: null });
  const { preset, zoom } = range;
  const zoomFrom = zoom?.from ?? null;
  const zoomTo = zoom?.to ?? null;
  useEffect(() => {
    if (!isConnected || list === "") return;
    const wanted: ChartRange = { preset, zoom: zoomFrom === null || zoomTo === null ? null : { from: zoomFrom, to: zoomTo } };
    let isStale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function read(): Promise<void> {
      const bounds = boundsOf(wanted, Date.now());
      const answer = await call((engine) => engine.metrics.read({ projectId, series: list.split(" "), ...bounds, points }));
      if (isStale) return;
      if (answer.ok) setHeld({ key, read: { ...bounds, isZoomed: wanted.zoom !== null, ...answer.value }, failure: null });
      else if (answer.failure.code !== "ENGINE_LOST") {
        const { failure } = answer;
        setHeld((before) => ({ key, read: before.key === key ? before.read : null, failure }));
      }
      const pauseMs = refreshMs(wanted, points);
      if (pauseMs !== null) timer = setTimeout(again, pauseMs);
    }
    // A window that nobody sees need not be new.
    const again = () => (document.hidden ? undefined : void read());
    const onVisible = () => {
      clearTimeout(timer);
      again();
    };
    document.addEventListener("visibilitychange", onVisible);
    void read();
    return () => {
      isStale = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [projectId, list, key, preset, zoomFrom, zoomTo, isConnected]);
  return useMemo(() => (held.key === key ? held : { read: null, failure: null }), [held, key]);
}
