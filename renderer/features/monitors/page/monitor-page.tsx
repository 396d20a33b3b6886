import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { MonitorId, ProjectId } from "../../../../shared/ids.ts";
import { formatUptime } from "../../../../shared/monitor-look.ts";
import { RangePicker } from "../../../charts/range-picker.tsx";
import { SeriesChart } from "../../../charts/series-chart.tsx";
import { type RangePreset, readRange, usualRange } from "../../../charts/time-range.ts";
import { UptimeBars } from "../../../charts/uptime-bars.tsx";
import { type BarRange, barRanges, uptimeOfBars } from "../../../charts/uptime-model.ts";
import { useSeries } from "../../../charts/use-series.ts";
import { useUptimeBars } from "../../../charts/use-uptime-bars.ts";
import { followMonitor, keepMonitorsNew, type MonitorDetail, monitorsStore, readOpenMonitor } from "../../../state/monitors.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { preferencesStore, setChoice } from "../../../state/preferences.ts";
import { type RouteQuery, screenAddress } from "../../../state/route.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import list from "../../../ui/list-view.module.css";
import { MillWheel } from "../../../ui/mill-wheel.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import styles from "../monitors.module.css";
import { AlertsCard } from "./alerts-card.tsx";
import { ChecksCard } from "./checks-card.tsx";
import { MonitorHead } from "./monitor-head.tsx";
import page from "./monitor-page.module.css";
import { ObjectiveCard } from "./objective-card.tsx";
import { OutagesCard } from "./outages-card.tsx";

/** What a monitor's page needs from around it. */
export interface MonitorPageProps {
  projectId: ProjectId;
  monitorId: MonitorId;
  query: RouteQuery;
}

/** One monitor: how it stands and stood, how fast it answers, what was found, and who was told. */
export function MonitorPage(props: MonitorPageProps) {
  const { projectId, monitorId } = props;
  useEffect(() => followMonitor(monitorId), [monitorId]);
  useEffect(keepMonitorsNew, []);
  const open = useStore(monitorsStore, (state) => (state.open?.id === monitorId ? state.open : null));
  if (open?.detail != null) return <Loaded key={monitorId} {...props} detail={open.detail} />;
  if (open === null || open.failure === null) return <PageSkeleton />;
  const isGone = open.failure.code === "NOT_FOUND";
  return (
    <EmptyState
      isPage
      drawing={<MillWheel size={48} />}
      title={isGone ? "There is no such monitor" : open.failure.message}
      actions={
        <>
          {!isGone && <Button onClick={() => void readOpenMonitor()}>Try again</Button>}
          <a className={styles.back} href={screenAddress(projectId, "monitors")}>
            All monitors
          </a>
        </>
      }
    >
      {isGone ? "It may belong to another history, or have been removed with its project." : open.failure.hint}
    </EmptyState>
  );
}

const presets: readonly RangePreset[] = ["15m", "1h", "6h", "24h", "7d", "30d", "90d", "1y"];
const barNames = ["24h", "30d", "90d"] as const;

function Loaded({ projectId, monitorId, query, detail }: MonitorPageProps & { detail: MonitorDetail }) {
  const { monitor, checks, spans } = detail;
  const now = useStore(nowStore, (state) => state.now);
  useEffect(() => hurryClock(), []);
  // As it was when the page opened: charts do not change their time by themselves.
  const [usual] = useState(() => usualRange(spans.findLast(({ state }) => state !== "unknown")?.from ?? null, now, presets, "24h"));
  const range = readRange(query, usual);
  const latency = `monitor/${monitorId}/latency`;
  const { read } = useSeries(projectId, [latency], range);
  return (
    <div className={page.page}>
      <MonitorHead monitor={monitor} now={now} />
      <div className={page.content}>
        <UptimeCard projectId={projectId} monitorId={monitorId} name={monitor.name} />
        <div className={page.chartHead}>
          <h2 className={page.cardTitle}>Over time</h2>
          <RangePicker range={range} presets={presets} />
        </div>
        <SeriesChart
          projectId={projectId}
          title="Latency"
          level={3}
          className={page.chart}
          unit="milliseconds"
          lines={[
            { name: "Median", series: latency, column: "p50" },
            { name: "P95", series: latency, column: "p95", isDashed: true },
            { name: "P99", series: latency, column: "p99", isDashed: true },
          ]}
          read={read}
          range={range}
          nothing="Nothing was answered in this time."
        />
        <div className={page.grid}>
          <ChecksCard monitor={monitor} checks={checks} now={now} />
          <div className={page.column}>
            {monitor.objective !== null && <ObjectiveCard objective={monitor.objective} />}
            <OutagesCard spans={spans} now={now} />
            <AlertsCard projectId={projectId} monitor={monitor} now={now} />
          </div>
        </div>
      </div>
    </div>
  );
}

function UptimeCard({ projectId, monitorId, name }: { projectId: ProjectId; monitorId: MonitorId; name: string }) {
  const chosen = useStore(preferencesStore, (state) => state.choices["monitor.bars"]);
  const range = barNames.find((one) => one === chosen) ?? "90d";
  const bars = useUptimeBars(projectId, range, [monitorId])[monitorId] ?? null;
  const { forMs, bars: count, words } = barRanges[range];
  const uptime = bars === null ? null : uptimeOfBars(bars);
  return (
    <section aria-label="Uptime" className={page.card}>
      <header className={page.cardHead}>
        <h2 className={page.cardTitle}>Uptime</h2>
        <span className={page.figure}>{formatUptime(uptime)}</span>
        <span className={page.quiet}>of the known time of {words}</span>
        <span className={page.space} />
        <SegmentedControl<BarRange>
          label="Time of the bars"
          value={range}
          segments={barNames.map((value) => ({ value, label: value.replace(/(\D)$/, " $1") }))}
          onChange={(next) => setChoice("monitor.bars", next)}
        />
      </header>
      <UptimeBars label={`${name} in ${words}`} bars={bars} barMs={forMs / count} height={40} isStop />
      <p className={page.ends}>
        <span>{range === "24h" ? "24 h ago" : `${count} d ago`}</span>
        <span className={page.key}>
          <Key kind="up">Up</Key>
          <Key kind="degraded">Slow</Key>
          <Key kind="down">Down</Key>
          <Key kind="maintenance">Maintenance</Key>
          <Key kind="unknown">Not known</Key>
        </span>
        <span>now</span>
      </p>
    </section>
  );
}

function Key({ kind, children }: { kind: string; children: string }) {
  return (
    <span className={page.keyItem}>
      <i data-kind={kind} />
      {children}
    </span>
  );
}

function PageSkeleton() {
  return (
    <Loading label="Reading the monitor">
      <div className={list.skeleton}>
        <Skeleton width="420px" height="28px" />
        <Skeleton width="280px" height="16px" />
        <Skeleton height="104px" radius="10px" />
        <Skeleton height="220px" radius="10px" />
      </div>
    </Loading>
  );
}
