import type { ReactNode } from "react";
import type { Look } from "../../shared/stage-groups.ts";
import { classNames } from "./class-names.ts";
import styles from "./status-icon.module.css";

const stroke = { fill: "none", strokeWidth: 1.6, strokeLinecap: "round", strokeLinejoin: "round" } as const;

// Shape first, colour second: each status can be told apart in grey.
const shapes: Record<Look | "none", ReactNode> = {
  passed: (
    <>
      <circle cx="8" cy="8" r="7" className={styles.area} />
      <path d="M5 8.3l2.1 2.1L11 6.1" className={styles.mark} />
    </>
  ),
  failed: (
    <>
      <path d="M5.3 1.2h5.4l4.1 4.1v5.4l-4.1 4.1H5.3l-4.1-4.1V5.3z" className={styles.area} />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" className={styles.mark} />
    </>
  ),
  // The failure's shape, but open: it happened, and alarms nobody.
  allowed: (
    <>
      <path d="M5.5 1.9h5l3.6 3.6v5l-3.6 3.6h-5l-3.6-3.6v-5z" {...stroke} stroke="currentColor" />
      <path d="M6 6l4 4M10 6l-4 4" {...stroke} stroke="currentColor" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6.1" className={styles.track} />
      <path d="M8 1.9a6.1 6.1 0 0 1 5.6 8.5" className={styles.arc} />
      <circle cx="8" cy="8" r="2" className={styles.area} />
    </>
  ),
  canceling: (
    <>
      <circle cx="8" cy="8" r="6.1" className={styles.track} />
      <path d="M8 1.9a6.1 6.1 0 0 1 5.6 8.5" className={styles.arc} />
      <rect x="5.9" y="5.9" width="4.2" height="4.2" rx="1" className={styles.area} />
    </>
  ),
  waiting: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="3.5" className={styles.area} />
      <path d="M6.2 5.4v5.2M9.8 5.4v5.2" className={styles.mark} />
    </>
  ),
  queued: <circle cx="8" cy="8" r="6.2" {...stroke} strokeLinecap="butt" strokeDasharray="2.2 2.67" stroke="currentColor" />,
  canceled: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} stroke="currentColor" />
      <path d="M4.2 11.8l7.6-7.6" {...stroke} stroke="currentColor" />
    </>
  ),
  skipped: (
    <>
      <circle cx="8" cy="8" r="6.2" {...stroke} stroke="currentColor" />
      <path d="M5.6 5.9L7.7 8l-2.1 2.1M8.6 5.9L10.7 8l-2.1 2.1" {...stroke} stroke="currentColor" />
    </>
  ),
  errored: (
    <>
      <path d="M6.7 2.25a1.5 1.5 0 0 1 2.6 0l5.3 9.5a1.5 1.5 0 0 1-1.3 2.25H2.7a1.5 1.5 0 0 1-1.3-2.25z" className={styles.area} />
      <path d="M8 5.9v3.2M8 11.35v.1" className={styles.mark} />
    </>
  ),
  interrupted: (
    <>
      <path d="M6.3 2a6.2 6.2 0 0 0-1.5 11.3M9.7 14a6.2 6.2 0 0 0 1.5-11.3" {...stroke} stroke="currentColor" />
      <path d="M9 4.5L6.6 8h2.8L7 11.5" {...stroke} stroke="currentColor" />
    </>
  ),
  none: <circle cx="8" cy="8" r="6.2" {...stroke} stroke="currentColor" />,
};

/** The picture of a status; `none` for what never ran. Decoration only: the word stands beside it or in a label. */
export function StatusIcon({ status, size = 16, className }: { status: Look | "none"; size?: number; className?: string | undefined }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      data-status={status}
      className={classNames(styles.icon, styles[status], className)}
    >
      {shapes[status]}
    </svg>
  );
}
