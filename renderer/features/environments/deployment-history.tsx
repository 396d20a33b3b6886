import { Layers, RotateCcw, Zap } from "lucide-react";
import { memo } from "react";
import { useStore } from "zustand";
import type { Deployment, Environment } from "../../../shared/contract/deployments.ts";
import { deploymentWord, lookOfDeployment } from "../../../shared/deployment-look.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { formatDuration } from "../../../shared/time.ts";
import { moveFocus } from "../../actions/list-keys.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery, deploymentAddress, routeStore } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Banner } from "../../ui/banner.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { RowTable, TableRow } from "../../ui/row-table.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./deployment-history.module.css";
import { deploymentsTable } from "./deployments-table.ts";
import { useDeployments } from "./use-deployments.ts";

interface DeploymentHistoryProps {
  projectId: ProjectId;
  environments: readonly Environment[];
  /** The environment that the list is narrowed to; empty for all. */
  environment: string;
}

const pageSize = 100;
const columns = ["State", "Release", "Environment", "By", "Took", "Age"];

/** Every deployment, the newest first; as many as are in sight are drawn. */
export function DeploymentHistory({ projectId, environments, environment }: DeploymentHistoryProps) {
  const { deployments, hasMore, failure, loadMore } = useDeployments(projectId, environment, pageSize);
  return (
    <section aria-label="History" className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>History</h2>
        <Select
          label="Environment"
          value={environment}
          icon={<Layers size={14} strokeWidth={2} aria-hidden="true" />}
          options={[{ value: "", label: "All environments" }, ...environments.map(({ name }) => ({ value: name, label: name }))]}
          onChange={(name) => changeQuery({ environment: name })}
        />
        {deployments !== null && deployments.length > 0 && (
          <ExportMenu what="the deployments" onSave={(format) => void saveTable(format, deploymentsTable(projectId, environment))} />
        )}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {deployments !== null && deployments.length === 0 && <p className={styles.none}>Nothing was deployed yet.</p>}
      {deployments !== null && deployments.length > 0 && (
        <DeploymentTable key={environment} projectId={projectId} deployments={deployments} hasMore={hasMore} onEnd={loadMore} />
      )}
    </section>
  );
}

interface DeploymentTableProps {
  projectId: ProjectId;
  deployments: readonly Deployment[];
  hasMore: boolean;
  onEnd: () => void;
}

function DeploymentTable({ projectId, deployments, hasMore, onEnd }: DeploymentTableProps) {
  const now = useStore(nowStore, (state) => state.now);
  return (
    <RowTable
      label="Deployments"
      className={styles.table}
      columns={columns}
      rows={deployments}
      rowPx={36}
      hasMore={hasMore}
      rowsAhead={40}
      onEnd={onEnd}
      onRows={focusLastSeen}
      onMove={moveFocus}
    >
      {(deployment, top) => <Row key={deployment.id} projectId={projectId} deployment={deployment} now={now} top={top} />}
    </RowTable>
  );
}

/** Whoever looked at one of them goes on from there. */
function focusLastSeen(): void {
  const { previous } = routeStore.getState();
  if (previous?.kind !== "deployment" || document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>(`[data-deployment-id="${previous.deploymentId}"]`)?.focus({ preventScroll: true });
}

const Row = memo(function Row({
  projectId,
  deployment,
  now,
  top,
}: {
  projectId: ProjectId;
  deployment: Deployment;
  now: number;
  top: number;
}) {
  const { id, number, environment, release, previous, kind, cause, person, startedAt, finishedAt, createdAt } = deployment;
  return (
    <TableRow top={top}>
      <td className={styles.state}>
        <StatusIcon status={lookOfDeployment(deployment)} size={16} />
        <span>{deploymentWord(deployment)}</span>
      </td>
      <td className={styles.release}>
        <a className={styles.link} href={deploymentAddress(projectId, id)} data-item="" data-deployment-id={id}>
          <span className="visually-hidden">
            {environment} {number}:{" "}
          </span>
          {kind === "rollback" && <RotateCcw size={13} strokeWidth={2} aria-label="back to" className={styles.back} />}
          {release.version}
        </a>
        {previous !== null && <span className={styles.before}>after {previous.version}</span>}
      </td>
      <td className={styles.where}>{environment}</td>
      <td className={styles.who} data-detail="">
        {cause === "automatic" ? (
          <>
            <Zap size={13} strokeWidth={2} aria-hidden="true" />
            by itself
          </>
        ) : (
          person
        )}
      </td>
      <td className={styles.took} data-detail="">
        {startedAt !== null && finishedAt !== null && formatDuration(finishedAt - startedAt)}
      </td>
      <td className={styles.age}>
        <Age at={finishedAt ?? createdAt} now={now} isShort />
      </td>
    </TableRow>
  );
});
