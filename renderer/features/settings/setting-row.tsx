import { type ReactNode, useId } from "react";
import { classNames } from "../../ui/class-names.ts";
import type { SettingEntry } from "./setting-entries.ts";
import styles from "./settings.module.css";

/** Settings under one heading. */
export function SettingsSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.section}>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      <div className={styles.card}>{children}</div>
    </section>
  );
}

/** One setting: what it is, what it means, and its control. */
export function SettingRow({ entry, isWide = false, children }: { entry: SettingEntry; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={classNames(styles.row, isWide && styles.wide)}>
      <div className={styles.words}>
        <div className={styles.label}>{entry.label}</div>
        <p className={styles.explanation}>{entry.explanation}</p>
      </div>
      <div className={styles.control}>{children}</div>
    </div>
  );
}
