import { ChevronRight, TriangleAlert } from "lucide-react";
import type { TestReport } from "../../../../shared/contract/tests.ts";
import { Prose } from "../../../ui/prose.tsx";
import styles from "./report-notice.module.css";
import { noticeOf } from "./report-words.ts";

/** That a report could not be read whole, in one line that opens to all that is known. Nothing when all are sound. */
export function ReportNotice({ reports }: { reports: readonly TestReport[] }) {
  const notice = noticeOf(reports);
  if (notice === null) return null;
  const { head, first, problems, hidden } = notice;
  return (
    <details className={styles.notice}>
      <summary className={styles.summary}>
        <TriangleAlert size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
        <span className={styles.sentence}>
          {head}: <Prose text={first} />
        </span>
        <ChevronRight size={14} strokeWidth={2} aria-hidden="true" className={styles.chevron} />
      </summary>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <li key={problem}>
            <Prose text={problem} />
          </li>
        ))}
        {hidden > 0 && <li>and {hidden} more of the same reports</li>}
      </ul>
    </details>
  );
}
