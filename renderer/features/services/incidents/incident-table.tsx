import { memo } from "react";
import { useStore } from "zustand";
import type { Incident } from "../../../../shared/contract/incidents.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { incidentWord, lookOfIncident, severityWord } from "../../../../shared/incident-look.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { incidentsStore, readMoreIncidents } from "../../../state/incidents.ts";
import { nowStore } from "../../../state/now.ts";
import { incidentAddress, routeStore } from "../../../state/route.ts";
import { Age } from "../../../ui/age.tsx";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./incident-table.module.css";
import { SeverityMark } from "./severity-mark.tsx";

interface IncidentTableProps {
  projectId: ProjectId;
  incidents: readonly Incident[];
}

const columns = ["Incident", "Severity", "State", "Acknowledged", "Restored", "By", "Age"];

/** Incidents as rows, the newest first. */
export function IncidentTable({ projectId, incidents }: IncidentTableProps) {
  const now = useStore(nowStore, (state) => state.now);
  const hasMore = useStore(incidentsStore, (state) => state.next !== null);
  return (
    <RowTable
      label="Incidents"
      className={styles.table}
      columns={columns}
      rows={incidents}
      rowPx={44}
      hasMore={hasMore}
      rowsAhead={40}
      onEnd={readMore}
      onRows={focusLastSeen}
      onMove={moveFocus}
    >
      {(incident, top) => <Row key={incident.id} projectId={projectId} incident={incident} now={now} top={top} />}
    </RowTable>
  );
}

function readMore(): void {
  void readMoreIncidents();
}

/** Whoever looked at one of them goes on from there. */
function focusLastSeen(): void {
  const { previous } = routeStore.getState();
  if (previous?.kind !== "incident" || document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>(`[data-incident-id="${previous.incidentId}"]`)?.focus({ preventScroll: true });
}

interface RowProps {
  projectId: ProjectId;
  incident: Incident;
  now: number;
  top: number;
}

const Row = memo(function Row({ projectId, incident, now, top }: RowProps) {
  const { id, number, title, severity, openedBy, openedAt, openAlerts, timeToAcknowledgeMs, timeToRestoreMs } = incident;
  const look = lookOfIncident(incident);
  return (
    <TableRow top={top}>
      <td className={styles.title}>
        <StatusIcon status={look} size={16} />
        <span className={styles.number}>{number}</span>
        <a className={styles.link} href={incidentAddress(projectId, id)} data-item="" data-incident-id={id} title={title}>
          {title}
        </a>
      </td>
      <td className={styles.severity}>
        <SeverityMark severity={severity} />
        {severityWord(severity)}
      </td>
      <td className={styles.state} data-look={look}>
        {incidentWord(incident)}
        {openAlerts > 0 && <span className={styles.alerts}>{openAlerts === 1 ? "1 alert holds" : `${openAlerts} alerts hold`}</span>}
      </td>
      <td className={styles.figure} data-detail="">
        {timeToAcknowledgeMs === null ? "" : `after ${formatDuration(timeToAcknowledgeMs)}`}
      </td>
      <td className={styles.figure} data-detail="">
        {timeToRestoreMs === null ? "" : `after ${formatDuration(timeToRestoreMs)}`}
      </td>
      <td className={styles.person} data-detail="">
        {openedBy}
      </td>
      <td className={styles.age}>
        <Age at={openedAt} now={now} />
      </td>
    </TableRow>
  );
});
