import { ArrowRight } from "lucide-react";
import { useStore } from "zustand";
import type { Environment } from "../../../../shared/contract/deployments.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { nowStore } from "../../../state/now.ts";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { EnvironmentCard } from "./environment-card.tsx";
import styles from "./environment-cards.module.css";
import { PendingCommits } from "./pending-commits.tsx";

interface EnvironmentCardsProps {
  projectId: ProjectId;
  /** In the order of promotion. */
  ranks: readonly (readonly Environment[])[];
  /** The environment whose missing commits are listed. */
  pendingOf: string | null;
}

/** All environments from left to right, as a release goes through them. */
export function EnvironmentCards({ projectId, ranks, pendingOf }: EnvironmentCardsProps) {
  const now = useStore(nowStore, (state) => state.now);
  const pending = ranks.flat().find(({ name }) => name === pendingOf);
  return (
    <>
      <ScrollArea label="Environments in the order of promotion" className={styles.area}>
        {ranks.map((rank, index) => (
          <div key={rank[0]?.name} className={styles.step}>
            {index > 0 && <ArrowRight size={16} strokeWidth={2} aria-hidden="true" className={styles.arrow} />}
            <div className={styles.rank}>
              {rank.map((environment) => (
                <EnvironmentCard key={environment.name} projectId={projectId} environment={environment} now={now} />
              ))}
            </div>
          </div>
        ))}
      </ScrollArea>
      {pending !== undefined && <PendingCommits projectId={projectId} environment={pending} now={now} />}
    </>
  );
}
