import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

interface EmptyStateProps {
  /** A small line drawing. */
  drawing?: ReactNode;
  title: string;
  children?: ReactNode;
  /** The one next step, and at most one more. */
  actions?: ReactNode;
}

/** What stands where nothing is yet: what it will be, and the one next step. */
export function EmptyState({ drawing, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {drawing !== undefined && <div className={styles.drawing}>{drawing}</div>}
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
