import { useState } from "react";
import { useStore } from "zustand";
import type { RunDetail } from "../../../../shared/contract/runs.ts";
import type { StageRun } from "../../../../shared/contract/schemas.ts";
import { canFindCulprit, stageToBlame } from "../../../actions/culprit-actions.ts";
import { culpritsStore } from "../../../state/culprits.ts";
import { Banner } from "../../../ui/banner.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../../ui/skeleton.tsx";
import { CulpritForm } from "./culprit-form.tsx";
import styles from "./culprit-tab.module.css";
import { SearchView } from "./search-view.tsx";

/** The search for the commit that broke a stage: what it would have to do, how far it is, and what it found. */
export function CulpritTab({ detail, chosen }: { detail: RunDetail; chosen: StageRun | null }) {
  const { run, stages } = detail;
  const { searches, failure, runId } = useStore(culpritsStore);
  const [isAskingAgain, setAskingAgain] = useState(false);
  const blamed = stageToBlame(stages, chosen);
  if (runId !== run.id || searches === null) {
    return (
      <div className={styles.area}>
        {failure === null ? (
          <Loading label="Reading the searches">
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
  const isOfStage = (stage: string) => run.trigger === "culprit" || stage === blamed?.name;
  const search = searches.find(({ stage }) => isOfStage(stage)) ?? null;
  const canAsk = blamed !== null && canFindCulprit(run, stages);
  if (search !== null && !(isAskingAgain && canAsk)) {
    return (
      <ScrollArea label="Culprit" className={styles.area}>
        <SearchView search={search} run={run} {...(canAsk ? { onAskAgain: () => setAskingAgain(true) } : {})} />
      </ScrollArea>
    );
  }
  if (!canAsk || blamed === null)
    return (
      <EmptyState title="No stage failed here">
        A culprit is looked for when a stage failed on a commit. Choose a run in which one did.
      </EmptyState>
    );
  return (
    <ScrollArea label="Culprit" className={styles.area}>
      <CulpritForm
        key={blamed.id}
        run={run}
        stage={blamed}
        onStarted={() => setAskingAgain(false)}
        {...(search === null ? {} : { onBack: () => setAskingAgain(false) })}
      />
    </ScrollArea>
  );
}
