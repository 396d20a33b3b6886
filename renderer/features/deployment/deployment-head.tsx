import {
  ArrowLeft,
  ArrowRight,
  Layers,
  MessageSquareText,
  Rocket,
  RotateCcw,
  Square,
  Tag,
  UserCheck,
  UserRound,
  UserX,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { decisionWords } from "../../../shared/approval-words.ts";
import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { deploymentWord, isOver, lookOfDeployment } from "../../../shared/deployment-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import { review } from "../../actions/approve-actions.ts";
import { askToRollBack } from "../../actions/deploy-actions.ts";
import { cancelRun } from "../../actions/run-actions.ts";
import { environmentOf, environmentsStore } from "../../state/environments.ts";
import { liveRunsStore, liveStageOf } from "../../state/live-runs.ts";
import { deploymentAddress, releaseAddress, runAddress, screenAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { Button } from "../../ui/button.tsx";
import { Prose } from "../../ui/prose.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./deployment-head.module.css";

const icon = { size: 14, strokeWidth: 2, "aria-hidden": true } as const;

/** What went where, by whom, and how it stands; and what can be done about it. */
export function DeploymentHead({ detail, now }: { detail: DeploymentDetail; now: number }) {
  const { deployment, before, after } = detail;
  const { projectId, environment, number, kind, release, previous, detail: sentence } = deployment;
  const look = lookOfDeployment(deployment);
  return (
    <header className={styles.head}>
      <div className={styles.first}>
        <StatusIcon status={look} size={22} />
        <h1 className={styles.title}>
          <a className={styles.name} href={releaseAddress(projectId, release.id)}>
            {release.version}
          </a>
          <ArrowRight size={16} strokeWidth={2} aria-label={kind === "rollback" ? "back into" : "into"} className={styles.arrow} />
          <a className={styles.name} href={screenAddress(projectId, "environments", { environment })}>
            {environment}
          </a>
        </h1>
        <span className={styles.word} data-look={look}>
          {kind === "rollback" && deployment.state === "deployed" ? "Rolled back to" : deploymentWord(deployment)}
        </span>
        {/* Why it did not stay is said below in full. */}
        <span className={styles.sentence}>
          {sentence !== null && look !== "failed" && look !== "interrupted" && <Prose text={sentence} />}
        </span>
        <Actions detail={detail} />
        <nav aria-label="Deployments before and after" className={styles.others}>
          <Other to={before === null ? null : deploymentAddress(projectId, before)} label="Deployment before">
            <ArrowLeft {...icon} />
          </Other>
          <Other to={after === null ? null : deploymentAddress(projectId, after)} label="Deployment after">
            <ArrowRight {...icon} />
          </Other>
        </nav>
      </div>
      <div className={styles.meta}>
        <Fact icon={<Layers {...icon} />}>
          number {number} into {environment}
        </Fact>
        <Fact icon={deployment.cause === "automatic" ? <Zap {...icon} /> : <UserRound {...icon} />}>
          {deployment.cause === "automatic" ? "by itself" : `by ${deployment.person}`}, <Age at={deployment.createdAt} now={now} />
        </Fact>
        <Approval detail={detail} now={now} />
        <Fact icon={<Tag {...icon} />}>
          {previous === null ? (
            "nothing known before"
          ) : (
            <>
              before it{" "}
              <a className={styles.link} href={releaseAddress(projectId, previous.id)}>
                {previous.version}
              </a>
            </>
          )}
        </Fact>
        {deployment.comment !== "" && <Fact icon={<MessageSquareText {...icon} />}>“{deployment.comment}”</Fact>}
        <Fact icon={<Rocket {...icon} />}>
          <a className={styles.link} href={runAddress(projectId, deployment.runId, deployment.stageRunId)}>
            its run
          </a>
        </Fact>
        <span className={styles.took}>{tookWords(detail, now)}</span>
      </div>
    </header>
  );
}

function Other({ to, label, children }: { to: string | null; label: string; children: ReactNode }) {
  if (to === null) return <span className={styles.noOther}>{children}</span>;
  return (
    <a className={styles.other} href={to} aria-label={label} title={label}>
      {children}
    </a>
  );
}

function Approval({ detail: { approval }, now }: { detail: DeploymentDetail; now: number }) {
  // That it waits is said by its state.
  if (approval === null || approval.decision === null) return null;
  return (
    <Fact icon={approval.decision === "granted" ? <UserCheck {...icon} /> : <UserX {...icon} />}>
      {decisionWords(approval).toLowerCase()}
      {approval.decidedAt !== null && (
        <>
          {" "}
          <Age at={approval.decidedAt} now={now} />
        </>
      )}
      {approval.comment !== "" && <span className={styles.comment}>“{approval.comment}”</span>}
    </Fact>
  );
}

function Fact({ icon: picture, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <span className={styles.fact}>
      <span className={styles.icon}>{picture}</span>
      <span>{children}</span>
    </span>
  );
}

function Actions({ detail: { deployment } }: { detail: DeploymentDetail }) {
  const { environment, id, state, stageRunId, runId } = deployment;
  const waits = useStore(liveRunsStore, (live) => state === "waiting" && liveStageOf(live, stageRunId)?.status === "waiting");
  const serves = useStore(environmentsStore, (all) => {
    const known = environmentOf(all, environment);
    return known?.current?.id === id && known.rollbackTo !== null;
  });
  return (
    <span className={styles.actions}>
      {waits && (
        <Button kind="primary" onClick={() => review([stageRunId])}>
          <UserCheck {...icon} />
          Review
        </Button>
      )}
      {!isOver(deployment) && (
        <Button kind="danger" disabled={state === "rolling-back"} onClick={() => void cancelRun(runId)}>
          <Square {...icon} size={12} fill="currentColor" />
          Cancel
        </Button>
      )}
      {serves && isOver(deployment) && (
        <Button onClick={() => askToRollBack(environment)}>
          <RotateCcw {...icon} />
          Roll back…
        </Button>
      )}
    </span>
  );
}

function tookWords({ deployment }: DeploymentDetail, now: number): string {
  const { startedAt, servedAt, finishedAt } = deployment;
  if (startedAt === null) return "";
  const served = servedAt === null ? "" : `, served after ${formatDuration(Math.max(0, servedAt - startedAt))}`;
  if (finishedAt === null) return `For ${formatDuration(Math.max(0, now - startedAt))}${served}`;
  return `Took ${formatDuration(finishedAt - startedAt)}${served}`;
}
