import { Popover } from "@base-ui/react/popover";
import { Bell, CheckCheck } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { Alert } from "../../shared/contract/alerts.ts";
import type { ProjectId } from "../../shared/ids.ts";
import { readAlertsOf } from "../actions/monitor-actions.ts";
import { alertsStore } from "../state/alerts.ts";
import { askToShowAlerts, showsAlertsStore } from "../state/desktop-alerts.ts";
import { nowStore } from "../state/now.ts";
import { alertAddress, incidentAddress, monitorAddress, screenAddress } from "../state/route.ts";
import { Age } from "../ui/age.tsx";
import { Button } from "../ui/button.tsx";
import { floatingRoot } from "../ui/floating-root.ts";
import { StatusIcon } from "../ui/status-icon.tsx";
import styles from "./alerts-bell.module.css";

const most = 8;

/** The inbox of alerts, wherever the window is: how many nobody has read, and the newest of them a press away. */
export function AlertsBell({ projectId }: { projectId: ProjectId }) {
  const [isOpen, setOpen] = useState(false);
  const unread = useStore(alertsStore, (state) => (state.projectId === projectId ? state.unread : 0));
  const label = unread === 0 ? "Alerts" : `Alerts: ${unread} unread`;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger render={<button type="button" className={styles.bell} aria-label={label} title={label} />}>
        <Bell size={16} strokeWidth={1.75} aria-hidden="true" />
        {unread > 0 && (
          <span className={styles.count} aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal container={floatingRoot}>
        <Popover.Positioner positionMethod="fixed" className={styles.positioner} align="end" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className={styles.popup} aria-label="Alerts">
            <Inbox projectId={projectId} unread={unread} onLeave={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Inbox({ projectId, unread, onLeave }: { projectId: ProjectId; unread: number; onLeave: () => void }) {
  const alerts = useStore(alertsStore, (state) => state.alerts);
  const permission = useStore(showsAlertsStore, (state) => state.permission);
  const shown = (alerts ?? []).slice(0, most);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>Alerts</h2>
        <Button size="small" kind="quiet" disabled={unread === 0} onClick={() => void readAlertsOf([])}>
          <CheckCheck size={14} strokeWidth={2} aria-hidden="true" />
          Mark all as read
        </Button>
      </header>
      {shown.length === 0 ? (
        <p className={styles.none}>Nothing to tell.</p>
      ) : (
        <ul className={styles.list}>
          {shown.map((alert) => (
            <Line key={alert.id} projectId={projectId} alert={alert} onLeave={onLeave} />
          ))}
        </ul>
      )}
      {permission === "default" && (
        <Button className={styles.ask} size="small" kind="quiet" onClick={() => void askToShowAlerts()}>
          Show alerts on the desktop, too…
        </Button>
      )}
      <a className={styles.all} href={screenAddress(projectId, "monitors", { view: "alerts" })} onClick={onLeave}>
        All alerts
      </a>
    </>
  );
}

function Line({ projectId, alert, onLeave }: { projectId: ProjectId; alert: Alert; onLeave: () => void }) {
  const now = useStore(nowStore, (state) => state.now);
  const { id, summary, monitor, monitorId, firedAt, recoveredAt, isRead, incidentId } = alert;
  const leave = () => {
    if (!isRead) void readAlertsOf([id]);
    onLeave();
  };
  return (
    <li className={styles.line} data-unread={isRead ? undefined : ""}>
      <StatusIcon status={recoveredAt === null ? "failed" : "passed"} size={16} />
      <div className={styles.words}>
        <a className={styles.summary} href={alertAddress(projectId, id)} onClick={leave}>
          {!isRead && <span className="visually-hidden">Unread: </span>}
          {summary}
        </a>
        <span className={styles.ways}>
          <span>
            {recoveredAt === null ? "holds" : "over"}, <Age at={firedAt} now={now} />
          </span>
          {incidentId !== null && (
            <a className={styles.way} href={incidentAddress(projectId, incidentId)} onClick={leave}>
              Incident<span className="visually-hidden"> of {summary}</span>
            </a>
          )}
          <a className={styles.way} href={monitorAddress(projectId, monitorId)} onClick={leave}>
            {monitor}
          </a>
        </span>
      </div>
      {!isRead && <i className={styles.dot} aria-hidden="true" />}
    </li>
  );
}
