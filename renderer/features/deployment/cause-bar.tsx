import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { lookOfDeployment } from "../../../shared/deployment-look.ts";
import { changeQuery } from "../../state/route.ts";
import { Prose } from "../../ui/prose.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./cause-bar.module.css";

/** Says why a deployment did not stay, above everything else; nothing of one that did. */
export function CauseBar({ detail: { deployment, evidence } }: { detail: DeploymentDetail }) {
  const look = lookOfDeployment(deployment);
  if (deployment.detail === null || (look !== "failed" && look !== "interrupted")) return null;
  return (
    <div className={styles.bar} data-look={look} role="status">
      <StatusIcon status={look} size={16} />
      <p className={styles.text}>
        <Prose text={deployment.detail} />
      </p>
      {evidence.length > 0 && (
        <button type="button" className={styles.link} onClick={() => changeQuery({ tab: "evidence" })}>
          Show the evidence
        </button>
      )}
    </div>
  );
}
