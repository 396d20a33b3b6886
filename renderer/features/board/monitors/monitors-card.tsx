import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Monitor, UptimeBar } from "../../../../shared/contract/monitors.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { lookOfMonitor, monitorNeedsLook, monitorWord } from "../../../../shared/monitor-look.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { UptimeBars } from "../../../charts/uptime-bars.tsx";
import { barRanges } from "../../../charts/uptime-model.ts";
import { useUptimeBars } from "../../../charts/use-uptime-bars.ts";
import { monitorsStore } from "../../../state/monitors.ts";
import { monitorAddress, screenAddress } from "../../../state/route.ts";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./monitors-card.module.css";

// About as high as three cards.
const most = 7;

/** The monitors of the project in the column of monitoring: each with how it stands and stood, what needs a look first. */
export function MonitorsCard({ projectId }: { projectId: ProjectId }) {
  const monitors = useStore(monitorsStore, (state) => (state.projectId === projectId ? state.monitors : null)) ?? none;
  const shown = useMemo(() => {
    if (monitors.length <= most) return monitors;
    return [...monitors.filter(monitorNeedsLook), ...monitors.filter((one) => !monitorNeedsLook(one))].slice(0, most);
  }, [monitors]);
  const bars = useUptimeBars(
    projectId,
    "24h",
    shown.map(({ id }) => id),
  );
  if (monitors.length === 0) return null;
  const rest = monitors.length - shown.length;
  return (
    <article aria-label="Monitors" className={styles.card} data-alarm={monitors.some(({ state }) => state === "down") ? "" : undefined}>
      <ul>
        {shown.map((monitor) => (
          <Line key={monitor.id} projectId={projectId} monitor={monitor} bars={bars[monitor.id] ?? null} />
        ))}
      </ul>
      {rest > 0 && (
        <a className={styles.all} href={screenAddress(projectId, "monitors")}>
          {rest} more
          <ArrowRight size={14} strokeWidth={2} aria-hidden="true" />
        </a>
      )}
    </article>
  );
}

function Line({ projectId, monitor, bars }: { projectId: ProjectId; monitor: Monitor; bars: readonly UptimeBar[] | null }) {
  const { id, name, state, detail, latency } = monitor;
  const { forMs, bars: count, words } = barRanges["24h"];
  const isUp = state === "up" && latency.p95 !== null;
  return (
    <li className={styles.monitor} title={detail}>
      <span className={styles.head}>
        <StatusIcon status={lookOfMonitor(state)} size={14} />
        <a className={styles.name} href={monitorAddress(projectId, id)}>
          {name}
        </a>
        <span className={styles.fact} data-look={lookOfMonitor(state)}>
          {isUp && <span className="visually-hidden">Up, P95 </span>}
          {isUp ? formatDuration(latency.p95 ?? 0) : monitorWord(state)}
        </span>
      </span>
      <span className={styles.bars}>
        <UptimeBars label={`${name} in ${words}`} bars={bars} barMs={forMs / count} height={12} />
      </span>
    </li>
  );
}

const none: readonly Monitor[] = [];
