import type { Severity } from "../../../../shared/severities.ts";
import styles from "./severity-mark.module.css";

const bars: Readonly<Record<Severity, number>> = { critical: 3, major: 2, minor: 1 };

/** How bad something is, as bars that can be counted; the word stands beside it. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true" className={styles.mark} data-severity={severity}>
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={bar * 5}
          y={8 - bar * 4}
          width="3"
          height={4 + bar * 4}
          rx="1"
          className={bar < bars[severity] ? styles.on : styles.off}
        />
      ))}
    </svg>
  );
}
