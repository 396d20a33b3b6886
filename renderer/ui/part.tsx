import type { ReactNode } from "react";
import styles from "./part.module.css";

interface PartProps {
  title: string;
  /** That of its heading. */
  level?: 2 | 3;
  /** Said beside the title in a low voice: a count, mostly. */
  aside?: ReactNode;
  /** At the right end of the title's line. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of what is open beside a list, or of a page. */
export function Part({ title, level = 3, aside, actions, children }: PartProps) {
  const Title = `h${level}` as const;
  return (
    <section aria-label={title} className={styles.part}>
      <header className={styles.head}>
        <Title className={styles.title}>{title}</Title>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
        {actions !== undefined && <span className={styles.actions}>{actions}</span>}
      </header>
      {children}
    </section>
  );
}
