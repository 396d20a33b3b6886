import { classNames } from "./class-names.ts";
import styles from "./part-meter.module.css";

/** How much of a whole there is, as a thin line in one calm colour. `label` says it in words. */
export function PartMeter({ label, value, max, className }: { label: string; value: number; max: number; className?: string | undefined }) {
  // What is there is seen, and what is missing, too, however little it is.
  const percent = max === 0 ? 0 : (value / max) * 100;
  const shown = value === 0 ? 0 : value === max ? 100 : Math.min(98, Math.max(2, percent));
  return (
    <span role="img" aria-label={label} className={classNames(styles.meter, className)}>
      <i style={{ width: `${shown}%` }} />
    </span>
  );
}
