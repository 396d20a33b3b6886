import { Rocket } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Deployment, Environment } from "../../../shared/contract/deployments.ts";
import { deploymentWord, isOver, lookOfDeployment } from "../../../shared/deployment-look.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import { askToDeploy } from "../../actions/deploy-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { nowStore } from "../../state/now.ts";
import { releasesStore } from "../../state/releases.ts";
import { deploymentAddress, releaseAddress, screenAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { IconButton } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { whereTable } from "./deployments-table.ts";
import { useDeployments } from "./use-deployments.ts";
import styles from "./what-is-where.module.css";
import { type WhereCell, type WhereRow, whereRows } from "./where-model.ts";

interface WhatIsWhereProps {
  projectId: ProjectId;
  /** In the order of promotion. */
  environments: readonly Environment[];
}

const shownReleases = 20;
// Enough for twenty releases in ten environments.
const readDeployments = 200;

/** The newest releases, and where each of them is or was. */
export function WhatIsWhere({ projectId, environments }: WhatIsWhereProps) {
  const now = useStore(nowStore, (state) => state.now);
  const all = useStore(releasesStore, (state) => state.releases);
  const { deployments } = useDeployments(projectId, "", readDeployments);
  const rows = useMemo(() => {
    const releases = (all ?? []).filter(({ state }) => state === "released").slice(0, shownReleases);
    return whereRows(releases, environments, deployments ?? []);
  }, [all, environments, deployments]);
  return (
    <section aria-label="What is where" className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>What is where</h2>
        <a className={styles.all} href={screenAddress(projectId, "releases")}>
          All releases
        </a>
        {rows.length > 0 && (
          <ExportMenu what="what is where" onSave={(format) => void saveTable(format, whereTable(projectId, environments))} />
        )}
      </header>
      {all !== null && rows.length === 0 ? (
        <p className={styles.none}>
          There is no release yet that could go anywhere.{" "}
          <a className={styles.all} href={screenAddress(projectId, "releases", { view: "new" })}>
            Plan the first one
          </a>
        </p>
      ) : (
        <ScrollArea label="Releases by environments" className={styles.area}>
          <table className={styles.table} aria-label="What is where">
            <thead>
              <tr>
                <th scope="col">Release</th>
                {environments.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.release.id} projectId={projectId} row={row} now={now} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

function Row({ projectId, row: { release, cells }, now }: { projectId: ProjectId; row: WhereRow; now: number }) {
  return (
    <tr>
      <th scope="row">
        <a className={styles.version} href={releaseAddress(projectId, release.id)} title={release.subject}>
          {release.version}
        </a>
      </th>
      {cells.map((cell) => (
        <td key={cell.environment} data-now={cell.servesNow ? "" : undefined}>
          {cell.deployment === null ? (
            <IconButton
              size="small"
              className={styles.deploy}
              label={`Deploy ${release.version} to ${cell.environment}`}
              onClick={() => askToDeploy(cell.environment, release.id)}
            >
              <Rocket size={14} strokeWidth={2} aria-hidden="true" />
            </IconButton>
          ) : (
            <a className={styles.cell} href={deploymentAddress(projectId, cell.deployment.id)}>
              <StatusIcon status={lookOf(cell, cell.deployment)} size={14} />
              <span>{wordOf(cell, cell.deployment)}</span>
              <Age at={cell.deployment.finishedAt ?? cell.deployment.createdAt} now={now} isShort className={styles.age} />
            </a>
          )}
        </td>
      ))}
    </tr>
  );
}

function lookOf({ servesNow }: WhereCell, deployment: Deployment): Look | "none" {
  if (!isOver(deployment)) return lookOfDeployment(deployment);
  if (servesNow) return "passed";
  return deployment.state === "deployed" ? "none" : lookOfDeployment(deployment);
}

function wordOf({ servesNow }: WhereCell, deployment: Deployment): string {
  if (!isOver(deployment)) return deploymentWord(deployment);
  if (servesNow) return "Serves";
  return deployment.state === "deployed" ? "Was there" : deploymentWord(deployment);
}
