import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import type { DeploymentId, ProjectId, StageRunId } from "../../../shared/ids.ts";
import { deploymentStore, followDeployment, readDeployment } from "../../state/deployment.ts";
import { nowStore } from "../../state/now.ts";
import { changeQuery, passportAddress, type RouteQuery, screenAddress } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { CommitLines } from "../../ui/commit-lines.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { MillWheel } from "../../ui/mill-wheel.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { TabStrip } from "../../ui/tabs.tsx";
import { CauseBar } from "./cause-bar.tsx";
import { DeploymentHead } from "./deployment-head.tsx";
import styles from "./deployment-page.module.css";
import { HealthCard } from "./health-card.tsx";
import { StepsCard } from "./steps-card.tsx";

/** What a deployment's page needs from around it. */
export interface DeploymentPageProps {
  projectId: ProjectId;
  deploymentId: DeploymentId;
  query: RouteQuery;
  /** Draws its log with `header` (the page's tabs) at the left of its tool bar. */
  renderLog: (stageRunId: StageRunId, header: ReactNode) => ReactNode;
}

const tabNames = ["log", "evidence", "commits"] as const;
type TabName = (typeof tabNames)[number];

/** One release on its way into one environment: how it goes, how well it is, and what it changed. */
export function DeploymentPage(props: DeploymentPageProps) {
  const { projectId, deploymentId } = props;
  useEffect(() => followDeployment(deploymentId), [deploymentId]);
  const { id, detail, failure } = useStore(deploymentStore);
  if (id === deploymentId && detail !== null) return <Loaded {...props} detail={detail} />;
  if (id !== deploymentId || failure === null) return <PageSkeleton />;
  const isGone = failure.code === "NOT_FOUND";
  return (
    <EmptyState
      isPage
      drawing={<MillWheel size={48} />}
      title={isGone ? "There is no such deployment" : failure.message}
      actions={
        <>
          {!isGone && <Button onClick={() => void readDeployment()}>Try again</Button>}
          <a className={styles.back} href={screenAddress(projectId, "environments")}>
            All environments
          </a>
        </>
      }
    >
      {isGone ? "It may belong to another history, or have been removed with its project." : failure.hint}
    </EmptyState>
  );
}

function Loaded({ projectId, detail, query, renderLog }: DeploymentPageProps & { detail: DeploymentDetail }) {
  const now = useStore(nowStore, (state) => state.now);
  const { deployment, commits, evidence } = detail;
  // Chosen once: a log that is being read must not give way to what comes of it.
  const [opened] = useState<TabName>(evidence.length > 0 ? "evidence" : "log");
  const tab = tabNames.find((name) => name === query.tab) ?? opened;
  const header = (
    <TabStrip<TabName>
      label="Parts of this deployment"
      value={tab}
      onChange={(next) => changeQuery({ tab: next })}
      tabs={[
        { value: "log", label: "Log" },
        ...(evidence.length > 0 || tab === "evidence" ? [{ value: "evidence" as const, label: "Evidence" }] : []),
        { value: "commits", label: detail.commitsGoAway ? "Commits that go away" : "Commits that come", count: commits.length },
      ]}
    />
  );
  return (
    <div className={styles.page}>
      <div className={styles.top}>
        <DeploymentHead detail={detail} now={now} />
        <CauseBar detail={detail} />
      </div>
      <div className={styles.cards}>
        <StepsCard detail={detail} now={now} />
        <HealthCard detail={detail} />
      </div>
      <div className={styles.panel}>
        {tab === "log" ? (
          renderLog(deployment.stageRunId, header)
        ) : (
          <>
            <div className={styles.bar}>{header}</div>
            {tab === "commits" ? (
              <ScrollArea label="Commits" className={styles.commits}>
                {commits.length === 0 ? (
                  <p className={styles.none}>No commit lies between this release and the one before.</p>
                ) : (
                  <CommitLines label="Commits" commits={commits} now={now} address={(commit) => passportAddress(projectId, commit)} />
                )}
              </ScrollArea>
            ) : (
              <ScrollArea label="Evidence" className={styles.evidence}>
                <pre>{evidence.length === 0 ? "Nothing was seen that led to a rollback." : evidence.join("\n")}</pre>
              </ScrollArea>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className={styles.top}>
      <Loading label="Reading the deployment">
        <div className={styles.skeleton}>
          <Skeleton width="420px" height="28px" />
          <Skeleton width="280px" height="16px" />
          <Skeleton height="200px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}
