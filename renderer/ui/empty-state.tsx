import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

interface EmptyStateProps {
  /** A small line drawing. */
  drawing?: ReactNode;
  title: string;
  /** Whether the title is that of the whole page. */
  isPage?: boolean;
  children?: ReactNode;
  /** The one next step, and at most one more. */
  actions?: ReactNode;
}

/** What stands where nothing is yet: what it will be, and the one next step. */
export function EmptyState({ drawing, title, isPage = false, children, actions }: EmptyStateProps) {
  const Title = isPage ? "h1" : "h2";
  return (
    <div className={styles.empty}>
      {drawing !== undefined && <div className={styles.drawing}>{drawing}</div>}
      <Title className={styles.title}>{title}</Title>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
