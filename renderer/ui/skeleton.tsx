import { type ReactNode, useEffect, useState } from "react";
import styles from "./skeleton.module.css";

// Below this a shape that comes and goes is more of a disturbance than a wait.
const quietMs = 150;

/** Whether a wait has lasted long enough to be shown. */
export function useIsSlow(): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return isSlow;
}

/** The shape of one thing that is on its way. Sizes are CSS lengths. */
export function Skeleton({ width = "100%", height = "16px", radius }: { width?: string; height?: string; radius?: string }) {
  return <span className={styles.shape} style={{ width, height, ...(radius === undefined ? {} : { borderRadius: radius }) }} />;
}

/** Shapes that show after a short while, with words for assistive technology. Their space is reserved from the start. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  const isSlow = useIsSlow();
  return (
    <div role="status" className={isSlow ? styles.shown : styles.hidden}>
      <span className="visually-hidden">{isSlow ? label : ""}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}
