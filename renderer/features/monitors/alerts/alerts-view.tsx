import { CheckCheck } from "lucide-react";
import { memo, useEffect } from "react";
import { useStore } from "zustand";
import type { Alert } from "../../../../shared/contract/alerts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { readAlertsOf } from "../../../actions/monitor-actions.ts";
import { saveTable } from "../../../actions/save-table.ts";
import { alertsStore, readAlerts, readMoreAlerts } from "../../../state/alerts.ts";
import { hurryClock, nowStore } from "../../../state/now.ts";
import { type RouteQuery, screenAddress } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { Button } from "../../../ui/button.tsx";
import { Drawing } from "../../../ui/drawing.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ExportMenu } from "../../../ui/export-menu.tsx";
import { FailureNote, ListSkeleton } from "../../../ui/list-states.tsx";
import view from "../../../ui/list-view.module.css";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { AlertDetail } from "./alert-detail.tsx";
import { deliveriesInShort, lengthOf } from "./alert-words.ts";
import { alertsTable } from "./alerts-table.ts";
import styles from "./alerts-view.module.css";

const columns = ["State", "Alert", "Lasted", "Told", "Age"];

/** What fired, the newest first, with the one that is open beside it. */
export function AlertsView({ projectId, query }: { projectId: ProjectId; query: RouteQuery }) {
  const { alerts, next, unread, failure } = useStore(alertsStore);
  const now = useStore(nowStore, (state) => state.now);
  useEffect(() => hurryClock(), []);
  const openId = query.alert ?? "";
  return (
    <>
      <FailureNote failure={failure} onRetry={() => void readAlerts()} />
      {alerts === null && failure === null && <ListSkeleton label="Reading the alerts" height="36px" />}
      {alerts !== null && alerts.length === 0 && openId === "" && <NoAlerts />}
      {alerts !== null && (alerts.length > 0 || openId !== "") && (
        <div className={styles.split}>
          <div className={styles.list}>
            <div className={view.bar}>
              <span className={styles.count}>{unread === 0 ? "All are read" : `${unread} unread`}</span>
              <span className={view.space} />
              <Button size="small" disabled={unread === 0} onClick={() => void readAlertsOf([])}>
                <CheckCheck size={14} strokeWidth={2} aria-hidden="true" />
                Mark all as read
              </Button>
              <ExportMenu what="the alerts" size="small" onSave={(format) => void saveTable(format, alertsTable(projectId))} />
            </div>
            <RowTable
              label="Alerts"
              className={styles.table}
              columns={columns}
              rows={alerts}
              rowPx={36}
              hasMore={next !== null}
              rowsAhead={20}
              onEnd={() => void readMoreAlerts()}
              onMove={moveFocus}
            >
              {(alert, top) => <Row key={alert.id} projectId={projectId} alert={alert} isOpen={alert.id === openId} now={now} top={top} />}
            </RowTable>
          </div>
          {openId !== "" && <AlertDetail key={openId} projectId={projectId} alertId={openId} now={now} />}
        </div>
      )}
    </>
  );
}

interface RowProps {
  projectId: ProjectId;
  alert: Alert;
  isOpen: boolean;
  now: number;
  top: number;
}

const Row = memo(function Row({ projectId, alert, isOpen, now, top }: RowProps) {
  const { id, summary, firedAt, recoveredAt, isRead } = alert;
  const isOver = recoveredAt !== null;
  return (
    <TableRow top={top} isOpen={isOpen}>
      <td className={styles.state}>
        <StatusIcon status={isOver ? "passed" : "failed"} size={16} />
        <span>{isOver ? "Over" : "Holds"}</span>
      </td>
      <td className={styles.what}>
        <i className={styles.dot} data-unread={isRead ? undefined : ""} />
        <a
          className={styles.link}
          data-unread={isRead ? undefined : ""}
          href={screenAddress(projectId, "monitors", { view: "alerts", alert: id })}
          aria-current={isOpen ? "true" : undefined}
          data-item=""
        >
          {!isRead && <span className="visually-hidden">Unread: </span>}
          {summary}
        </a>
      </td>
      <td className={styles.number} data-detail="">
        {lengthOf(alert, now)}
      </td>
      <td className={styles.told} data-detail="">
        {deliveriesInShort(alert)}
      </td>
      <td className={styles.number}>
        <Age at={firedAt} now={now} isShort />
      </td>
    </TableRow>
  );
});

function NoAlerts() {
  return (
    <EmptyState drawing={<BellDrawing />} title="Nothing to tell yet">
      <p>
        When a monitor goes down, or answers too slowly for too long, it is told here, and wherever its <code>alert</code> says.
      </p>
    </EmptyState>
  );
}

/** A small drawing: a bell that is still. */
function BellDrawing() {
  return (
    <Drawing>
      <path d="M20 82h128" stroke="var(--line-strong)" />
      <path d="M84 14v6M60 66c6-6 6-14 6-22a18 18 0 0 1 36 0c0 8 0 16 6 22zM78 72a6 6 0 0 0 12 0" />
      <path d="M40 34c-4 6-4 14 0 20M128 34c4 6 4 14 0 20" stroke="var(--line-strong)" />
    </Drawing>
  );
}
