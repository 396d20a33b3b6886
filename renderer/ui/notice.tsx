import { ChevronRight, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./notice.module.css";
import { Prose } from "./prose.tsx";

/** A warning in one line that opens to all that is known. */
export function Notice({ children, items, more = "" }: { children: ReactNode; items: readonly string[]; more?: string }) {
  return (
    <details className={styles.notice}>
      <summary className={styles.summary}>
        <TriangleAlert size={14} strokeWidth={2} aria-hidden="true" className={styles.icon} />
        <span className={styles.sentence}>{children}</span>
        <ChevronRight size={14} strokeWidth={2} aria-hidden="true" className={styles.chevron} />
      </summary>
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item}>
            <Prose text={item} />
          </li>
        ))}
        {more !== "" && <li>{more}</li>}
      </ul>
    </details>
  );
}
