import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { lookOfDeployment } from "../../../shared/deployment-look.ts";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./evidence-bar.module.css";

/** What was seen that led to a rollback; nothing otherwise. */
export function EvidenceBar({ detail: { deployment, evidence } }: { detail: DeploymentDetail }) {
  if (evidence.length === 0) return null;
  return (
    <ScrollArea label="Evidence" className={styles.bar}>
      <StatusIcon status={lookOfDeployment(deployment)} size={16} />
      <ul className={styles.lines}>
        {evidence.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </ScrollArea>
  );
}
