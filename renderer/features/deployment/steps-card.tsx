import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { isOver } from "../../../shared/deployment-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import { Prose } from "../../ui/prose.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import styles from "./steps-card.module.css";
import { stepRows } from "./steps-model.ts";

/** The steps of a deployment as a waterfall. */
export function StepsCard({ detail: { deployment, steps }, now }: { detail: DeploymentDetail; now: number }) {
  const rows = stepRows(steps, now);
  return (
    <section aria-label="Steps" className={styles.card}>
      <h2 className={styles.title}>Steps</h2>
      {steps.length === 0 && (
        <p className={styles.none}>{isOver(deployment) ? "It never began." : "They begin as soon as it may go on."}</p>
      )}
      <ol className={styles.steps}>
        {rows.map(({ step, look, bar }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the steps is what they are
          <li key={index} className={styles.step} data-look={look}>
            <StatusIcon status={look} size={14} />
            <span className={styles.name} title={step.detail ?? step.name}>
              {step.name}
              <span className="visually-hidden"> {statusWord(look)}</span>
            </span>
            <span className={styles.track}>
              {bar !== null && (
                <i className={styles.bar} style={{ left: `${bar.start * 100}%`, width: `${bar.width * 100}%` }} aria-hidden="true" />
              )}
            </span>
            <span className={styles.took}>{bar !== null && formatDuration(bar.durationMs)}</span>
            <span className={styles.detail} title={step.detail ?? undefined}>
              {step.detail !== null && <Prose text={step.detail} />}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
