import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./run-page.module.css";

/** The shape of a run's page while it is on its way. */
export function RunSkeleton() {
  return (
    <div className={styles.page}>
      <Loading label="Reading the run">
        <div className={styles.skeleton}>
          <Skeleton width="320px" height="24px" />
          <Skeleton width="560px" height="16px" />
          <Skeleton height="180px" />
          <Skeleton height="320px" />
        </div>
      </Loading>
    </div>
  );
}
