import { classNames } from "./class-names.ts";
import styles from "./mill-wheel.module.css";

// Eight paddles for eight phases; each leaves the hub straight and bends with the current.
const paddles = [
  "M2.2 0L7 0L10.62 2.45",
  "M1.56 1.56L4.95 4.95L5.78 9.24",
  "M0 2.2L0 7L-2.45 10.62",
  "M-1.56 1.56L-4.95 4.95L-9.24 5.78",
  "M-2.2 0L-7 0L-10.62 -2.45",
  "M-1.56 -1.56L-4.95 -4.95L-5.78 -9.24",
  "M0 -2.2L0 -7L2.45 -10.62",
  "M1.56 -1.56L4.95 -4.95L9.24 -5.78",
].join("");

/** The mill wheel: mark, loading sign, and the hub of the ribbon. It turns only while something runs. */
export function MillWheel({
  size = 22,
  isTurning = false,
  className,
}: {
  size?: number;
  isTurning?: boolean;
  className?: string | undefined;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="-12 -12 24 24"
      aria-hidden="true"
      className={classNames(styles.wheel, isTurning && styles.turning, className)}
    >
      <g fill="none" stroke="currentColor" strokeLinejoin="round">
        <path d={paddles} strokeWidth="2.1" />
        <circle r="7" strokeWidth="1.9" />
        <circle r="2.3" fill="currentColor" stroke="none" />
      </g>
    </svg>
  );
}
