import { X } from "lucide-react";
import { useEffect, useState } from "react";
import type { DeploymentDetail, Environment } from "../../../../shared/contract/deployments.ts";
import { countOf } from "../../../../shared/counts.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import type { Failure } from "../../../../shared/result.ts";
import { call } from "../../../link/call.ts";
import { changeQuery, commitAddress } from "../../../state/route.ts";
import { Banner } from "../../../ui/banner.tsx";
import { IconButton } from "../../../ui/button.tsx";
import { CommitLines } from "../../../ui/commit-lines.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import styles from "./pending-commits.module.css";

/** The commits that are not in an environment yet. */
export function PendingCommits({ projectId, environment, now }: { projectId: ProjectId; environment: Environment; now: number }) {
  const { name, pending } = environment;
  const [commits, setCommits] = useState<DeploymentDetail["commits"] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const count = pending?.count ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of them says that there are others
  useEffect(() => {
    let isStale = false;
    void call((engine) => engine.environments.pending({ projectId, environment: name })).then((answer) => {
      if (isStale) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setCommits(answer.value.commits);
    });
    return () => {
      isStale = true;
    };
  }, [projectId, name, count]);
  return (
    <section aria-label={`Not in ${name} yet`} className={styles.panel}>
      <header className={styles.head}>
        <h2 className={styles.title}>Not in {name} yet</h2>
        <span className={styles.count}>{countOf(count, "commit")}</span>
        <IconButton
          size="small"
          label="Close the commits (Esc)"
          data-close-beside=""
          className={styles.close}
          onClick={() => changeQuery({ pending: "" })}
        >
          <X size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
      </header>
      {failure !== null && (
        <Banner kind="problem">
          {failure.message} {failure.hint}
        </Banner>
      )}
      <ScrollArea label={`Commits that are not in ${name} yet`} className={styles.list}>
        {commits !== null && (
          <CommitLines label="Commits" commits={commits} now={now} address={(commit) => commitAddress(projectId, commit)} />
        )}
      </ScrollArea>
    </section>
  );
}
