import { Progress } from "../../ui/meter.tsx";
import styles from "./history-section.module.css";
import type { CopyProgress } from "./use-history-copy.ts";

/** How far a copy of a history is. */
export function HistoryProgress({ label, progress, text }: { label: string; progress: CopyProgress; text: string }) {
  return (
    <div className={styles.going}>
      <Progress label={label} fraction={progress.all === 0 ? null : progress.done / progress.all} />
      <span>{text}</span>
    </div>
  );
}
