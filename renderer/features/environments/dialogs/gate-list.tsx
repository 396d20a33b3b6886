import type { Gate } from "../../../../shared/contract/deployments.ts";
import type { Look } from "../../../../shared/stage-groups.ts";
import { formatDuration } from "../../../../shared/time.ts";
import { formatMoment } from "../../../ui/age.tsx";
import { Prose } from "../../../ui/prose.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { StatusIcon } from "../../../ui/status-icon.tsx";
import styles from "./dialogs.module.css";

const looks: Readonly<Record<Gate["state"], Look>> = { open: "passed", closed: "failed", asks: "waiting" };
const words: Readonly<Record<Gate["state"], string>> = { open: "Open", closed: "Closed", asks: "Asks" };

/** Whether a gate lets nothing through now. */
export function isClosed({ state }: Gate): boolean {
  return state === "closed";
}

/** What must be so before a release goes somewhere, one by one; `null` while it is being found out. */
export function GateList({ gates, now }: { gates: readonly Gate[] | null; now: number }) {
  if (gates === null) return <Skeleton height="64px" />;
  return (
    <ul aria-label="Gates" className={styles.gates}>
      {gates.map((gate) => (
        <li key={`${gate.kind} ${gate.text}`} className={styles.gate} data-state={gate.state}>
          <StatusIcon status={looks[gate.state]} size={16} />
          <span className={styles.gateWord}>{words[gate.state]}</span>
          <span className={styles.gateText}>
            <Prose text={gate.text} />
            {gate.opensAt !== null && gate.opensAt > now && (
              <span className={styles.quiet} title={formatMoment(gate.opensAt)}>
                {" "}
                Opens in {formatDuration(gate.opensAt - now)}.
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
