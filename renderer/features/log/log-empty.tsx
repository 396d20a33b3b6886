import type { Failure } from "../../../shared/result.ts";
import type { Look } from "../../../shared/stage-groups.ts";
import { MillWheel } from "../../ui/mill-wheel.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import styles from "./log-empty.module.css";
import type { LogSubject } from "./log-subject.ts";

interface LogEmptyProps {
  /** Why there is no line; `null` when nothing is known of what would write it. */
  reason: LogSubject["empty"];
  failure: Failure | null;
  hasAnswer: boolean;
}

/** What stands where a log has no line: why, and what comes next. */
export function LogEmpty({ reason, failure, hasAnswer }: LogEmptyProps) {
  if (failure !== null && failure.code !== "ABORTED") {
    const isLost = failure.code === "ENGINE_LOST";
    return (
      <Notice
        title={isLost ? "The engine does not answer" : failure.message}
        text={isLost ? "The log comes as soon as it is back." : failure.hint}
      />
    );
  }
  if (!hasAnswer) return <Notice isLate title="Reading the log" text="" />;
  if (reason === null) return <Notice title="Nothing was written" text="" />;
  return <Notice status={reason.look} title={reason.title} text={reason.text} />;
}

function Notice({ status, title, text, isLate = false }: { status?: Look | "none"; title: string; text: string; isLate?: boolean }) {
  return (
    <div className={isLate ? styles.late : styles.notice}>
      {status === undefined ? <MillWheel size={24} isTurning={isLate} /> : <StatusIcon status={status} size={24} />}
      <p className={styles.title}>{title}</p>
      {text !== "" && <p className={styles.text}>{text}</p>}
    </div>
  );
}
