import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./banner.module.css";
import { classNames } from "./class-names.ts";

/** A sentence in place of, or above, what it is about, with the way out at its end. */
export function Banner({ kind, children, actions }: { kind: "problem" | "note"; children: ReactNode; actions?: ReactNode }) {
  const Icon = kind === "problem" ? CircleAlert : Info;
  return (
    <div role={kind === "problem" ? "alert" : "status"} className={classNames(styles.banner, styles[kind])}>
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
