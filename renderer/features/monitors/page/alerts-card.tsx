import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Alert } from "../../../../shared/contract/alerts.ts";
import type { Monitor } from "../../../../shared/contract/monitors.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { call } from "../../../link/call.ts";
import { alertsStore } from "../../../state/alerts.ts";
import { alertAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { deliveriesInShort, ruleWord } from "../alerts/alert-words.ts";
import { alertsTable } from "../alerts/alerts-table.ts";
import page from "./monitor-page.module.css";

const most = 20;

/** When somebody is told of this monitor, and of what they were. */
export function AlertsCard({ projectId, monitor, now }: { projectId: ProjectId; monitor: Monitor; now: number }) {
  const alerts = useAlertsOf(projectId, monitor.id);
  return (
    <section aria-label="Alerts" className={page.card}>
      <header className={page.cardHead}>
        <h2 className={page.cardTitle}>Alerts</h2>
        <span className={page.quiet}>{monitor.alert ?? "nobody is told of this one"}</span>
        {alerts !== null && alerts.length > 0 && (
          <span className={page.save}>
            <ExportMenu what="the alerts" size="small" onSave={(format) => void saveTable(format, alertsTable(projectId, monitor.id))} />
          </span>
        )}
      </header>
      {alerts !== null && alerts.length === 0 && <p className={page.none}>There was none yet.</p>}
      {alerts !== null && alerts.length > 0 && (
        <ScrollArea label="Alerts, the newest first" className={page.scroll}>
          <table className={page.table} aria-label="Alerts">
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">What</th>
                <th scope="col">Told</th>
                <th scope="col">Fired</th>
              </tr>
            </thead>
            <tbody>
              {alerts.map((alert) => (
                <tr key={alert.id}>
                  <td>
                    <span className={page.state}>
                      <StatusIcon status={alert.recoveredAt === null ? "failed" : "passed"} size={14} />
                      {ruleWord(alert)}
                    </span>
                  </td>
                  <td className={page.wide} title={alert.summary}>
                    <a className={page.link} href={alertAddress(projectId, alert.id)}>
                      {alert.summary}
                    </a>
                  </td>
                  <td>{deliveriesInShort(alert)}</td>
                  <td className={page.number}>
                    <Age at={alert.firedAt} now={now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

/** The newest alerts of one monitor, read again when any alert changes. */
function useAlertsOf(projectId: ProjectId, monitorId: Monitor["id"]): readonly Alert[] | null {
  const all = useStore(alertsStore, (state) => state.alerts);
  const [alerts, setAlerts] = useState<readonly Alert[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the project's alerts were read anew, so are these
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.alerts.list({ projectId, monitorId, limit: most })).then((answer) => {
      if (!isStale && answer.ok) setAlerts(answer.value.alerts);
    });
    return () => {
      isStale = true;
    };
  }, [projectId, monitorId, all]);
  return alerts;
}
