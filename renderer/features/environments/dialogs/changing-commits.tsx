import type { DeploymentDetail } from "../../../../shared/contract/deployments.ts";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./dialogs.module.css";

/** The commits that come, or go away. */
export function ChangingCommits({ title, commits, now }: { title: string; commits: DeploymentDetail["commits"]; now: number }) {
  if (commits.length === 0) return null;
  return (
    <section aria-label={title} className={styles.commits}>
      <h3 className={styles.commitsTitle}>
        {title} <span className={styles.quiet}>{commits.length === 1 ? "1 commit" : `${commits.length} commits`}</span>
      </h3>
      <ScrollArea label={`${title}: commits`} className={styles.commitList}>
        <CommitLines label="Commits" commits={commits} now={now} />
      </ScrollArea>
    </section>
  );
}
