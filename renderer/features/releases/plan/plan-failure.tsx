import { FileCode, GitBranch, ShieldQuestion } from "lucide-react";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { openInEditor } from "../../../actions/editor-actions.ts";
import { askForTrust } from "../../../state/overlay.ts";
import { screenAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Prose } from "../../../ui/prose.tsx";
import styles from "./plan-failure.module.css";

interface PlanFailureProps {
  projectId: ProjectId;
  failure: Failure;
  /** Whether an earlier plan is shown below. */
  hasPlan: boolean;
  onRetry: () => void;
}

const icon = { size: 40, strokeWidth: 1.25, "aria-hidden": true } as const;

/** Why there is no plan, and the way on. */
export function PlanFailure({ projectId, failure, hasPlan, onRetry }: PlanFailureProps) {
  if (hasPlan) {
    return (
      <div className={styles.note}>
        <Banner kind="problem" actions={<Button onClick={onRetry}>Try again</Button>}>
          <Prose text={`${failure.message} ${failure.hint}`} />
        </Banner>
      </div>
    );
  }
  switch (failure.code) {
    case "NOT_TRUSTED":
      return (
        <EmptyState
          drawing={<ShieldQuestion {...icon} />}
          title="Git has not been asked yet"
          actions={
            <Button kind="primary" onClick={() => askForTrust(projectId, onRetry)}>
              Trust this project…
            </Button>
          }
        >
          <p>A repository can hold programs that git starts. The plan reads its commits and tags, so it waits for your trust.</p>
        </EmptyState>
      );
    case "NO_REPOSITORY":
      return (
        <EmptyState
          drawing={<GitBranch {...icon} />}
          title="This folder is in no git repository"
          actions={<Button onClick={onRetry}>Look again</Button>}
        >
          <p>
            A release tags a commit. <code>git init</code> in the folder makes a repository, and a first commit gives it something to
            release.
          </p>
        </EmptyState>
      );
    case "PIPELINE_INVALID":
      return (
        <EmptyState
          drawing={<FileCode {...icon} />}
          title="The pipeline’s file has faults"
          actions={
            <>
              <Button kind="primary" onClick={() => void openInEditor(projectId, { path: "millrace.yml" })}>
                Open millrace.yml
              </Button>
              <a className={styles.link} href={screenAddress(projectId, "loop")}>
                Show the faults
              </a>
            </>
          }
        >
          <Prose text={`${failure.message} ${failure.hint}`} />
        </EmptyState>
      );
    default:
      return (
        <EmptyState title="There is no plan" actions={<Button onClick={onRetry}>Try again</Button>}>
          <Prose text={`${failure.message} ${failure.hint}`} />
        </EmptyState>
      );
  }
}
