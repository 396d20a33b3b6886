import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { screenAddress } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { MillWheel } from "../../ui/mill-wheel.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./page-states.module.css";

/** The shape of a page that is on its way. */
export function PageSkeleton({ label }: { label: string }) {
  return (
    <Loading label={label}>
      <div className={styles.skeleton}>
        <Skeleton width="420px" height="28px" />
        <Skeleton width="280px" height="16px" />
        <Skeleton height="200px" radius="10px" />
      </div>
    </Loading>
  );
}

interface PageProblemProps {
  projectId: ProjectId;
  view: "services" | "incidents";
  what: "service" | "incident";
  failure: Failure;
  onRetry: () => void;
}

/** Why there is no page, with the way out. */
export function PageProblem({ projectId, view, what, failure, onRetry }: PageProblemProps) {
  const isGone = failure.code === "NOT_FOUND";
  return (
    <EmptyState
      isPage
      drawing={<MillWheel size={48} />}
      title={isGone ? `There is no such ${what}` : failure.message}
      actions={
        <>
          {!isGone && <Button onClick={onRetry}>Try again</Button>}
          <a className={styles.back} href={screenAddress(projectId, "services", view === "services" ? {} : { view })}>
            All {view}
          </a>
        </>
      }
    >
      {isGone ? "It may belong to another history, or have been removed with its project." : failure.hint}
    </EmptyState>
  );
}
