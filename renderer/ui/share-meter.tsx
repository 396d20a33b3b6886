import type { Look } from "../../shared/stage-groups.ts";
import { classNames } from "./class-names.ts";
import styles from "./share-meter.module.css";

/** A part of a whole: how many of it stand so. */
export interface Share {
  readonly status: Look;
  readonly count: number;
}

/** One bar, divided by how many stand how. A part that is there is never too thin to be seen. `label` says it in words. */
export function ShareMeter({ label, shares, className }: { label: string; shares: readonly Share[]; className?: string | undefined }) {
  return (
    <div role="img" aria-label={label} title={label} className={classNames(styles.meter, className)}>
      {shares
        .filter(({ count }) => count > 0)
        .map(({ status, count }) => (
          <i key={status} className={styles[status]} style={{ flexGrow: count }} />
        ))}
    </div>
  );
}
