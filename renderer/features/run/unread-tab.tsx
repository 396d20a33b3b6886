import type { Failure } from "../../../shared/result.ts";
import { Banner } from "../../ui/banner.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./unread-tab.module.css";

/** A tab whose content is being read, or could not be: `failure` says why and what to do. */
export function UnreadTab({ label, failure }: { label: string; failure: Pick<Failure, "message" | "hint"> | null }) {
  return (
    <div className={styles.note}>
      {failure === null ? (
        <Loading label={label}>
          <Skeleton height="120px" />
        </Loading>
      ) : (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
    </div>
  );
}
