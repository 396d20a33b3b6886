import { Fragment } from "react";
import type { DoraDeployment } from "../../../../shared/contract/dora.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { moveFocus } from "../../../actions/list-keys.ts";
import { deploymentAddress, incidentAddress, passportAddress } from "../../../state/route.ts";
import { RowTable, TableRow } from "../../../ui/row-table.tsx";
import styles from "./dora-rows.module.css";
import { momentText } from "./moment-text.ts";

const columns = ["Served", "Version", "Commit", "Commits", "Lead time", "Failed"];

/** Deployments as they were counted, each with the way to it, to its commit and to its incidents. */
export function DeploymentTable({ projectId, deployments }: { projectId: ProjectId; deployments: readonly DoraDeployment[] }) {
  return (
    <RowTable
      label="Deployments that were counted"
      className={styles.deployments}
      columns={columns}
      rows={deployments}
      rowPx={44}
      hasMore={false}
      rowsAhead={0}
      onEnd={nothing}
      onMove={moveFocus}
    >
      {(row, top) => <Row key={row.deploymentId ?? row.name} projectId={projectId} row={row} top={top} />}
    </RowTable>
  );
}

function nothing(): void {
  // All of them are here.
}

function Row({ projectId, row, top }: { projectId: ProjectId; row: DoraDeployment; top: number }) {
  const { deploymentId, name, commit, at, commits, leadMedianMs, failures } = row;
  const address = deploymentId === null ? passportAddress(projectId, commit) : deploymentAddress(projectId, deploymentId);
  return (
    <TableRow top={top}>
      <td>{momentText(at)}</td>
      <td className={styles.cut}>
        <a className={styles.link} href={address} data-item="" title={name}>
          {name}
        </a>
      </td>
      <td className={styles.mono}>
        <a className={styles.link} href={passportAddress(projectId, commit)} title={commit}>
          {commit.slice(0, 7)}
        </a>
      </td>
      <td>{commits}</td>
      <td>{leadMedianMs === null ? "–" : formatDuration(leadMedianMs)}</td>
      <td className={styles.cut} title={failures.map(({ text }) => text).join("\n")}>
        {failures.length > 0 && <Failures projectId={projectId} row={row} />}
      </td>
    </TableRow>
  );
}

function Failures({ projectId, row: { failures, at, recoveredAt, recoveredBy } }: { projectId: ProjectId; row: DoraDeployment }) {
  return (
    <>
      <span className={styles.reasons}>
        {failures.map(({ text, incidentId }, place) => (
          <Fragment key={text}>
            {place > 0 && "; "}
            {incidentId === null ? (
              text
            ) : (
              <a className={styles.link} href={incidentAddress(projectId, incidentId)}>
                {text}
              </a>
            )}
          </Fragment>
        ))}
      </span>
      <span className={styles.end}>
        {recoveredAt === null ? "Not whole yet" : `Whole after ${formatDuration(Math.max(0, recoveredAt - at))}: ${recoveredBy}`}
      </span>
    </>
  );
}
