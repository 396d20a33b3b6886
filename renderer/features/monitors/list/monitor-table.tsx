import { BellOff, RefreshCw } from "lucide-react";
import { memo, useEffect } from "react";
import { useStore } from "zustand";
import type { Monitor, UptimeBar } from "../../../../shared/contract/monitors.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatUptime, lookOfMonitor, monitorWord } from "../../../../shared/monitor-look.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { checkNow } from "../../../actions/monitor-actions.ts";
import { UptimeBars } from "../../../charts/uptime-bars.tsx";
import { type BarRange, barRanges, uptimeOfBars } from "../../../charts/uptime-model.ts";
import { useUptimeBars } from "../../../charts/use-uptime-bars.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { monitorAddress, routeStore } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { budgetShare, detailOf } from "../monitor-words.ts";
import styles from "./monitor-table.module.css";

interface MonitorTableProps {
  projectId: ProjectId;
  monitors: readonly Monitor[];
  range: BarRange;
}

const columns = ["State", "Monitor", "Uptime", "Percent", "P95", "Objective", "Checked", "Actions"];

/** Monitors as rows, in the order of the file; as many as are in sight are drawn. */
export function MonitorTable({ projectId, monitors, range }: MonitorTableProps) {
  const now = useStore(nowStore, (state) => state.now);
  const bars = useUptimeBars(projectId, range);
  useEffect(() => hurryClock(), []);
  return (
    <RowTable
      label="Monitors"
      className={styles.table}
      columns={columns}
      rows={monitors}
      rowPx={52}
      hasMore={false}
      rowsAhead={0}
      onEnd={nothing}
      onRows={focusLastSeen}
      onMove={moveFocus}
    >
      {(monitor, top) => (
        <Row key={monitor.id} projectId={projectId} monitor={monitor} bars={bars[monitor.id] ?? null} range={range} now={now} top={top} />
      )}
    </RowTable>
  );
}

function nothing(): void {}

/** Whoever looked at one of them goes on from there. */
function focusLastSeen(): void {
  const { previous } = routeStore.getState();
  if (previous?.kind !== "monitor" || document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>(`[data-monitor-id="${previous.monitorId}"]`)?.focus({ preventScroll: true });
}

interface RowProps {
  projectId: ProjectId;
  monitor: Monitor;
  bars: readonly UptimeBar[] | null;
  range: BarRange;
  now: number;
  top: number;
}

const Row = memo(function Row({ projectId, monitor, bars, range, now, top }: RowProps) {
  const { id, name, target, state, latency, objective, lastCheck, silencedUntil } = monitor;
  const look = lookOfMonitor(state);
  const { forMs, bars: count, words } = barRanges[range];
  const detail = detailOf(monitor, now);
  return (
    <TableRow top={top}>
      <td className={styles.state}>
        <StatusIcon status={look} size={16} />
        <span className={styles.word} data-look={look}>
          {monitorWord(state)}
        </span>
      </td>
      <td className={styles.name}>
        <span className={styles.first}>
          <a className={styles.link} href={monitorAddress(projectId, id)} data-item="" data-monitor-id={id}>
            {name}
          </a>
          {silencedUntil !== null && silencedUntil > now && <BellOff size={12} strokeWidth={2} aria-label="silenced" />}
        </span>
        <span
          className={styles.target}
          title={detail === "" ? target : `${target}: ${detail}`}
          data-bad={state === "down" ? "" : undefined}
        >
          {state === "up" || detail === "" ? target : detail}
        </span>
      </td>
      <td className={styles.bars}>
        <UptimeBars label={`${name} in ${words}`} bars={bars} barMs={forMs / count} height={26} />
      </td>
      <td className={styles.number}>{formatUptime(bars === null ? null : uptimeOfBars(bars))}</td>
      <td className={styles.number} data-detail="latency">
        {latency.p95 === null ? "–" : formatDuration(latency.p95)}
      </td>
      <td className={styles.objective} data-detail="objective">
        {objective !== null && (
          <>
            <span>{objective.target} %</span>
            <span className={styles.left} data-bad={objective.leftMs < 0 ? "" : undefined}>
              {objective.leftMs < 0 ? `over by ${formatDuration(-objective.leftMs)}` : `${budgetShare(objective)} left`}
            </span>
          </>
        )}
      </td>
      <td className={styles.number}>{lastCheck === null ? "–" : <Age at={lastCheck.at} now={now} isShort={false} />}</td>
      <td className={styles.actions}>
        <IconButton size="small" label={`Check ${name}`} onClick={() => void checkNow(monitor)}>
          <RefreshCw size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </td>
    </TableRow>
  );
});
