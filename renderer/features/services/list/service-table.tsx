import { memo, useEffect } from "react";
import { useStore } from "zustand";
import type { Service } from "../../../../shared/contract/services.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { isServiceUp, lookOfService } from "../../../../shared/service-look.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { nowStore } from "../../../state/now.ts";
import { routeStore, serviceAddress } from "../../../state/route.ts";
import { serviceSparksStore, wantSpark } from "../../../state/service-sparks.ts";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import { SparkLine } from "../../../ui/spark-line.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import { Ports } from "../ports.tsx";
import { ServiceButtons } from "../service-buttons.tsx";
import { formatPercent, standingText, uptimeText } from "../service-words.ts";
import { Needs } from "./needs.tsx";
import styles from "./service-table.module.css";

interface ServiceTableProps {
  projectId: ProjectId;
  services: readonly Service[];
  /** Those that the filter hides, too: others may need them. */
  all: readonly Service[];
}

const columns = ["Service", "State", "Up", "Ports", "CPU", "Memory", "Actions"];

/** Services as rows; as many as are in sight are drawn. */
export function ServiceTable({ projectId, services, all }: ServiceTableProps) {
  const now = useStore(nowStore, (state) => state.now);
  return (
    <RowTable
      label="Services"
      className={styles.table}
      columns={columns}
      rows={services}
      rowPx={52}
      hasMore={false}
      rowsAhead={0}
      onEnd={nothing}
      onRows={focusLastSeen}
      onMove={moveFocus}
    >
      {(service, top) => <Row key={service.id} projectId={projectId} service={service} all={all} now={now} top={top} />}
    </RowTable>
  );
}

function nothing(): void {}

/** Whoever looked at one of them goes on from there. */
function focusLastSeen(): void {
  const { previous } = routeStore.getState();
  if (previous?.kind !== "service" || document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>(`[data-service-id="${previous.serviceId}"]`)?.focus({ preventScroll: true });
}

interface RowProps {
  projectId: ProjectId;
  service: Service;
  all: readonly Service[];
  now: number;
  top: number;
}

const Row = memo(function Row({ projectId, service, all, now, top }: RowProps) {
  const { id, name, description, run, needs, ports, restarts, cpuPercent, memoryBytes } = service;
  const isUp = isServiceUp(service);
  const look = lookOfService(service);
  const [word, detail] = standingText(service, now);
  const spark = useStore(serviceSparksStore, (state) => state.sparks[id]);
  useEffect(() => (isUp ? wantSpark(projectId, id) : undefined), [projectId, id, isUp]);
  return (
    <TableRow top={top}>
      <td className={styles.name}>
        <a className={styles.link} href={serviceAddress(projectId, id)} data-item="" data-service-id={id}>
          {name}
        </a>
        {needs.length > 0 ? (
          <Needs needs={needs} all={all} />
        ) : (
          <span className={styles.command} title={run}>
            {description === "" ? <code>{run}</code> : description}
          </span>
        )}
      </td>
      <td className={styles.state}>
        <StatusIcon status={look} size={16} />
        <span className={styles.standing}>
          <span className={styles.word} data-look={look}>
            {word}
          </span>
          {detail !== "" && (
            <span className={styles.detail} title={detail}>
              {detail}
            </span>
          )}
        </span>
      </td>
      <td className={styles.number} data-detail="up">
        <span>{uptimeText(service, now)}</span>
        {restarts > 0 && <span className={styles.restarts}>{countOf(restarts, "restart")}</span>}
      </td>
      <td className={styles.ports} data-detail="ports">
        <Ports name={name} ports={ports} isOpen={service.startedAt !== null} most={2} className={styles.port} />
      </td>
      <td className={styles.use}>
        {isUp && (
          <>
            <span className={styles.figure}>{cpuPercent === null ? "" : formatPercent(cpuPercent)}</span>
            <span data-detail="spark">
              <SparkLine values={spark?.cpu ?? none} fullValue={quietCpu} series={1} />
            </span>
          </>
        )}
      </td>
      <td className={styles.use}>
        {isUp && (
          <>
            <span className={styles.figure}>{memoryBytes === null ? "" : formatBytes(memoryBytes)}</span>
            <span data-detail="spark">
              <SparkLine values={spark?.memory ?? none} series={4} />
            </span>
          </>
        )}
      </td>
      <td className={styles.actions}>
        <ServiceButtons service={service} size="small" />
      </td>
    </TableRow>
  );
});

const none: readonly number[] = [];
// Percent: what is idle looks idle, instead of filling the room with its own noise.
const quietCpu = 10;
