import type { Look } from "../../shared/stage-groups.ts";
import { classNames } from "./class-names.ts";
import styles from "./status-word.module.css";

const words: Record<Look, string> = {
  queued: "Queued",
  waiting: "Waiting",
  running: "Running",
  canceling: "Stopping",
  passed: "Passed",
  failed: "Failed",
  allowed: "Failed, allowed",
  canceled: "Canceled",
  skipped: "Skipped",
  errored: "Errored",
  interrupted: "Interrupted",
};

/** The word for a status, as it stands everywhere; `Not run yet` for what never ran. */
export function statusWord(status: Look | "none"): string {
  return status === "none" ? "Not run yet" : words[status];
}

/** The word for a status in its colour. */
export function StatusWord({ status, className }: { status: Look | "none"; className?: string | undefined }) {
  return (
    <span data-status={status} className={classNames(styles.word, styles[status], className)}>
      {statusWord(status)}
    </span>
  );
}

/** The word on the status' tint: for heads of pages and lists. */
export function StatusBadge({ status }: { status: Look | "none" }) {
  return <StatusWord status={status} className={styles.badge} />;
}
