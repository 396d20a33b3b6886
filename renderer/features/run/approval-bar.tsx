import { questionOf } from "../../../shared/approval-words.ts";
import type { RunDetail } from "../../../shared/contract/runs.ts";
import { subjectOf } from "../../../shared/deployment-stage.ts";
import { isTerminal } from "../../../shared/status.ts";
import { review } from "../../actions/approve-actions.ts";
import { runAddress } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./cause-bar.module.css";

/** Says what a run waits for, and asks it; nothing when nobody is asked. */
export function ApprovalBar({ detail: { run, stages } }: { detail: RunDetail }) {
  const waiting = stages.filter(({ status }) => status === "waiting");
  const [first] = waiting;
  // That the run has ended may be known a moment before how its stages did.
  if (first === undefined || isTerminal(run.status)) return null;
  const ofStage = waiting.filter(({ name }) => name === first.name);
  const others = waiting.length - ofStage.length;
  return (
    <div className={classNames(styles.bar, styles.waiting)} role="status">
      <StatusIcon status="waiting" size={16} />
      <p className={styles.text}>
        <a className={styles.stage} href={runAddress(run.projectId, run.id, first.id)}>
          {ofStage.length === 1 ? subjectOf(first) : first.name}
        </a>{" "}
        <span className={styles.what}>waits for approval: {questionOf(first.name, first.approval?.question ?? "")}</span>{" "}
        {others > 0 && <span className={styles.news}>{others === 1 ? "1 more stage waits" : `${others} more stages wait`}, too.</span>}
      </p>
      <Button size="small" onClick={() => review(ofStage.map(({ id }) => id))}>
        Review
      </Button>
    </div>
  );
}
