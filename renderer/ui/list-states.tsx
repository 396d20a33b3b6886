import type { Failure } from "../../shared/result.ts";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import styles from "./list-view.module.css";
import { Prose } from "./prose.tsx";
import { Loading, Skeleton } from "./skeleton.tsx";

/** Why something could not be read, with the way to try again where there is one. */
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

interface ProblemNoteProps {
  problem: string | null;
  file: string;
  onOpen: () => void;
  /** What holds until the file is mended. */
  meanwhile?: string;
}

/** Why a file does not tell what is in it, with the way there. */
export function ProblemNote({ problem, file, onOpen, meanwhile = "" }: ProblemNoteProps) {
  if (problem === null) return null;
  return (
    <div className={styles.note}>
      <Banner kind="problem" actions={<Button onClick={onOpen}>Open {file}</Button>}>
        <Prose text={`${problem} ${meanwhile}`.trim()} />
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
