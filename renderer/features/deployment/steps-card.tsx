import type { DeploymentDetail } from "../../../shared/contract/deployments.ts";
import { isOver } from "../../../shared/deployment-look.ts";
import { formatDuration } from "../../../shared/time.ts";
import { Prose } from "../../ui/prose.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { statusWord } from "../../ui/status-word.tsx";
import styles from "./steps-card.module.css";
import { type StepRow, stepRows } from "./steps-model.ts";

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
                <>
                  <i className={styles.bar} style={{ left: `${bar.start * 100}%`, width: `${bar.width * 100}%` }} aria-hidden="true" />
                  <span className={styles.took} style={placeOf(bar)}>
                    {formatDuration(bar.durationMs)}
                    {step.detail !== null && (
                      <span className={styles.detail}>
                        <Prose text={step.detail} />
                      </span>
                    )}
                  </span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The words stand behind the bar where there is room, else before it, else at its end. */
function placeOf({ start, width }: NonNullable<StepRow["bar"]>): { left: string } | { right: string } {
  const end = start + width;
  if (end < 0.6) return { left: `calc(${end * 100}% + 4px)` };
  if (start > 0.35) return { right: `calc(${(1 - start) * 100}% + 4px)` };
  return { right: `calc(${(1 - end) * 100}% + 6px)` };
}
