import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Service, ServiceLog } from "../../../../shared/contract/services.ts";
import type { ProjectId, ServiceId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { RangePicker } from "../../../charts/range-picker.tsx";
import { readRange, usualRange } from "../../../charts/time-range.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { followService, measureServices, readOpenService, type ServiceDetail, servicesStore } from "../../../state/services.ts";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { TabStrip } from "../../../ui/tabs.tsx";
import { PageProblem, PageSkeleton } from "../page-states.tsx";
import { LogChoice } from "./log-choice.tsx";
import { LogFiles } from "./log-files.tsx";
import { savedLogs } from "./saved-logs.ts";
import { savedStarts } from "./saved-starts.ts";
import { ServiceCharts } from "./service-charts.tsx";
import { ServiceHead } from "./service-head.tsx";
import styles from "./service-page.module.css";
import { StartsTable } from "./starts-table.tsx";

/** What a service's page needs from around it. */
export interface ServicePageProps {
  projectId: ProjectId;
  serviceId: ServiceId;
  query: RouteQuery;
  /** Draws a file of its log with `header` (the page's tabs) at the left of its tool bar. */
  renderLog: (service: Service, log: ServiceLog, header: ReactNode) => ReactNode;
}

const tabNames = ["log", "starts", "files"] as const;
type TabName = (typeof tabNames)[number];
// What a service uses is kept for a month by the minute, and for years by the hour.
const presets = ["15m", "1h", "24h", "7d", "30d", "1y"] as const;

/** One service: how it stands, what it uses, what it wrote, and when it was started. */
export function ServicePage(props: ServicePageProps) {
  const { projectId, serviceId } = props;
  useEffect(() => followService(serviceId), [serviceId]);
  useEffect(measureServices, []);
  const open = useStore(servicesStore, (state) => (state.open?.id === serviceId ? state.open : null));
  if (open?.detail != null) return <Loaded key={serviceId} {...props} detail={open.detail} />;
  if (open === null || open.failure === null) return <PageSkeleton label="Reading the service" />;
  return <PageProblem projectId={projectId} view="services" what="service" failure={open.failure} onRetry={() => void readOpenService()} />;
}

function Loaded({ projectId, detail, query, renderLog }: ServicePageProps & { detail: ServiceDetail }) {
  const { service, starts, logs } = detail;
  const now = useStore(nowStore, (state) => state.now);
  useEffect(() => hurryClock(), []);
  // As it was when the page opened: charts do not change their time by themselves.
  const [usual] = useState(() => usualRange(starts.at(-1)?.startedAt ?? null, now, presets, "1h"));
  const range = useMemo(() => readRange(query, usual), [query, usual]);
  const tab = tabNames.find((name) => name === query.tab) ?? "log";
  const log = logs.find(({ id }) => id === query.log) ?? logs[0] ?? null;
  const header = (
    <>
      <TabStrip<TabName>
        label="Parts of this service"
        value={tab}
        onChange={(next) => changeQuery({ tab: next === "log" ? "" : next, line: "" })}
        tabs={[
          { value: "log", label: "Log" },
          { value: "starts", label: "Starts", count: starts.length },
          { value: "files", label: "Log files", count: logs.length },
        ]}
      />
      {tab === "starts" && starts.length > 0 && (
        <span className={styles.save}>
          <ExportMenu what="the starts" size="small" onSave={(format) => void saveTable(format, savedStarts(service.name, starts))} />
        </span>
      )}
      {tab === "files" && logs.length > 0 && (
        <span className={styles.save}>
          <ExportMenu
            what="the list of log files"
            size="small"
            onSave={(format) => void saveTable(format, savedLogs(service.name, logs))}
          />
        </span>
      )}
      {tab === "log" && log !== null && logs.length > 1 && <LogChoice logs={logs} shown={log} />}
    </>
  );
  return (
    <div className={styles.page}>
      <ServiceHead service={service} now={now}>
        <RangePicker range={range} presets={presets} />
      </ServiceHead>
      <ServiceCharts projectId={projectId} service={service} range={range} wasStarted={starts.length > 0} />
      <div className={styles.panel}>
        {tab === "log" && log !== null ? (
          renderLog(service, log, header)
        ) : (
          <>
            <div className={styles.bar}>{header}</div>
            {tab === "log" && <p className={styles.none}>It was never started, so there is no log yet.</p>}
            {tab === "starts" && (
              <ScrollArea label="Starts" className={styles.scroll}>
                <StartsTable starts={starts} now={now} />
              </ScrollArea>
            )}
            {tab === "files" && (
              <ScrollArea label="Log files" className={styles.scroll}>
                <LogFiles logs={logs} now={now} />
              </ScrollArea>
            )}
          </>
        )}
      </div>
    </div>
  );
}
