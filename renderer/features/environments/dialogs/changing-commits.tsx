import type { DeploymentDetail } from "../../../../shared/contract/deployments.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { closeOverlay } from "../../../state/overlay.ts";
import { commitAddress } from "../../../state/route.ts";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./dialogs.module.css";

interface ChangingCommitsProps {
  projectId: ProjectId;
  title: string;
  commits: DeploymentDetail["commits"];
  now: number;
}

/** The commits that come, or go away. */
export function ChangingCommits({ projectId, title, commits, now }: ChangingCommitsProps) {
  if (commits.length === 0) return null;
  return (
    <section aria-label={title} className={styles.commits}>
      <h3 className={styles.commitsTitle}>
        {title} <span className={styles.quiet}>{countOf(commits.length, "commit")}</span>
      </h3>
      <ScrollArea label={`${title}: commits`} className={styles.commitList}>
        <CommitLines
          label="Commits"
          commits={commits}
          now={now}
          onFollow={closeOverlay}
          address={(commit) => commitAddress(projectId, commit)}
        />
      </ScrollArea>
    </section>
  );
}
