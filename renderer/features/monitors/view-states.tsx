import type { ProjectId } from "../../../shared/ids.ts";
import type { Failure } from "../../../shared/result.ts";
import { openInEditor } from "../../actions/editor-actions.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Prose } from "../../ui/prose.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./monitors.module.css";

/** Why something could not be read, with the way to try again. */
export function FailureNote({ failure, onRetry }: { failure: Failure | null; onRetry?: () => void }) {
  if (failure === null) return null;
  return (
    <div className={styles.note}>
      <Banner kind="problem" actions={onRetry === undefined ? undefined : <Button onClick={onRetry}>Try again</Button>}>
        <Prose text={`${failure.message} ${failure.hint}`} />
      </Banner>
    </div>
  );
}

/** Why the file does not tell its monitors, with the way there. */
export function ProblemNote({ projectId, problem }: { projectId: ProjectId; problem: string | null }) {
  if (problem === null) return null;
  return (
    <div className={styles.note}>
      <Banner
        kind="problem"
        actions={<Button onClick={() => void openInEditor(projectId, { path: "millrace.yml" })}>Open millrace.yml</Button>}
      >
        <Prose text={problem} />
      </Banner>
    </div>
  );
}

/** The shape of a list that is on its way. */
export function ListSkeleton({ label, height = "44px" }: { label: string; height?: string }) {
  return (
    <Loading label={label}>
      <div className={styles.skeleton}>
        {Array.from({ length: 8 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
          <Skeleton key={index} height={height} />
        ))}
      </div>
    </Loading>
  );
}
