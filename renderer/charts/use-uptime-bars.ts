import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { UptimeBar } from "../../shared/contract/monitors.ts";
import type { MonitorId, ProjectId } from "../../shared/ids.ts";
import { call } from "../link/call.ts";
import { connectionStore } from "../state/connection.ts";
import { monitorsStore } from "../state/monitors.ts";
import { type BarRange, barBounds, barRanges, barsPauseMs } from "./uptime-model.ts";

/** Bars of uptime by monitor; a monitor without bars was not read yet. */
export type BarsByMonitor = Readonly<Record<MonitorId, readonly UptimeBar[]>>;

const none: BarsByMonitor = {};

/** Reads the bars of uptime of some monitors (`null` for all), and again when one went up or down and as time goes on. */
export function useUptimeBars(projectId: ProjectId, range: BarRange, monitorIds: readonly MonitorId[] | null = null): BarsByMonitor {
  const list = monitorIds === null ? "all" : monitorIds.join(" ");
  const key = `${projectId} ${range} ${list}`;
  const news = useStore(monitorsStore, (state) => state.news);
  const isConnected = useStore(connectionStore, (state) => state.state === "connected");
  const [held, setHeld] = useState<{ key: string; bars: BarsByMonitor }>({ key, bars: none });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `news` asks for another reading
  useEffect(() => {
    if (!isConnected || list === "") return;
    let isStale = false;
    async function read(): Promise<void> {
      if (document.hidden) return;
      const { bars } = barRanges[range];
      const bounds = barBounds(range, Date.now());
      const named = list === "all" ? [] : (list.split(" ") as MonitorId[]);
      const answer = await call((engine) => engine.monitors.bars({ projectId, ...bounds, bars, monitorIds: named }));
      if (isStale || !answer.ok) return;
      setHeld({ key, bars: Object.fromEntries(answer.value.monitors.map((one) => [one.monitorId, one.bars])) });
    }
    void read();
    const timer = setInterval(() => void read(), barsPauseMs[range]);
    return () => {
      isStale = true;
      clearInterval(timer);
    };
  }, [projectId, range, list, key, news, isConnected]);
  return held.key === key ? held.bars : none;
}
