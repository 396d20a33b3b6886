import { useEffect } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { monitorNeedsLook, monitorsSummary } from "../../../shared/monitor-look.ts";
import { alertsStore } from "../../state/alerts.ts";
import { keepMonitorsNew, monitorsStore } from "../../state/monitors.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { TabStrip } from "../../ui/tabs.tsx";
import { AlertsView } from "./alerts/alerts-view.tsx";
import { MonitorsView } from "./list/monitors-view.tsx";
import { MachineView } from "./machine/machine-view.tsx";
import styles from "./monitors.module.css";

/** What the Monitors screen needs from around it. */
export interface MonitorsProps {
  projectId: ProjectId;
  /** Which view is shown and what it is narrowed to, as they stand in the address. */
  query: RouteQuery;
}

const views = ["monitors", "alerts", "machine"] as const;
type View = (typeof views)[number];

/** What is watched: the monitors, whoever was told of them, and the machine itself. */
export function Monitors({ projectId, query }: MonitorsProps) {
  const view = views.find((name) => name === query.view) ?? "monitors";
  const monitors = useStore(monitorsStore, (state) => state.monitors);
  const unread = useStore(alertsStore, (state) => state.unread);
  useEffect(keepMonitorsNew, []);
  const ill = monitors?.filter(monitorNeedsLook).length ?? 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Monitors</h1>
        {monitors !== null && monitors.length > 0 && <p className={styles.summary}>{monitorsSummary(monitors)}</p>}
      </header>
      <div className={styles.tabs}>
        <TabStrip<View>
          label="Parts of monitoring"
          value={view}
          onChange={(next) =>
            changeQuery({ view: next === "monitors" ? "" : next, text: "", state: "", alert: "", range: "", from: "", to: "" })
          }
          tabs={[
            { value: "monitors", label: "Monitors", count: ill > 0 ? ill : (monitors?.length ?? 0), isAlarming: ill > 0 },
            { value: "alerts", label: "Alerts", count: unread, isAlarming: unread > 0 },
            { value: "machine", label: "This machine" },
          ]}
        />
      </div>
      {view === "monitors" && <MonitorsView projectId={projectId} query={query} />}
      {view === "alerts" && <AlertsView projectId={projectId} query={query} />}
      {view === "machine" && <MachineView projectId={projectId} query={query} />}
    </div>
  );
}
