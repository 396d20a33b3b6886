import type { CSSProperties } from "react";
import styles from "./person-mark.module.css";

/** The letters of a person. `name` is read out in their place. */
export function PersonMark({ name, initials, hue }: { name: string; initials: string; hue: number }) {
  return (
    <span className={styles.mark} style={{ "--hue": hue } as CSSProperties} title={name}>
      <span aria-hidden="true">{initials}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
