import { classNames } from "./class-names.ts";
import styles from "./meter.module.css";

/** So many of so many, as small blocks. */
export function Meter({ label, value, max }: { label: string; value: number; max: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the platform's meter cannot be drawn as blocks
    <div role="meter" aria-label={label} aria-valuenow={value} aria-valuemin={0} aria-valuemax={max} className={styles.meter}>
      {Array.from({ length: max }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks are all alike
        <i key={index} className={classNames(styles.block, index < value && styles.on)} />
      ))}
    </div>
  );
}

/** How far something is, from 0 to 1, as a line. `null` when nobody knows. */
export function Progress({ label, fraction, className }: { label: string; fraction: number | null; className?: string | undefined }) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { "aria-valuenow": percent })}
      className={classNames(styles.track, className)}
    >
      <i className={percent === null ? styles.unknown : styles.bar} style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
