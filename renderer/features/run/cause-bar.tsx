import type { RunDetail } from "../../../shared/contract/runs.ts";
import { subjectOf } from "../../../shared/deployment-stage.ts";
import { findCause } from "../../../shared/run-cause.ts";
import { runAddress, runTabAddress } from "../../state/route.ts";
import { classNames } from "../../ui/class-names.ts";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./cause-bar.module.css";

/** One sentence that says why a run is not green, and what is new about it. */
export function CauseBar({ detail }: { detail: RunDetail }) {
  const cause = findCause(detail);
  if (cause === null) return null;
  const { stage, text, news, lastGreen, status } = cause;
  const { projectId, id, number } = detail.run;
  return (
    <div className={classNames(styles.bar, styles[status])} role="status">
      <StatusIcon status={status} size={16} />
      <p className={styles.text}>
        {stage !== null && (
          <a className={styles.stage} href={runAddress(projectId, id, stage.id)}>
            {subjectOf(stage)}
          </a>
        )}
        {stage !== null && " "}
        <span className={styles.what}>{text}</span> <span className={styles.news}>{news}</span>
      </p>
      {(lastGreen !== null || ((status === "failed" || status === "errored") && number > 1)) && (
        <a className={styles.link} href={runTabAddress(projectId, id, "compare")}>
          Why is it different?
        </a>
      )}
      {lastGreen !== null && (
        <a className={styles.link} href={runAddress(projectId, lastGreen.id)}>
          Open run {lastGreen.number}
        </a>
      )}
    </div>
  );
}
