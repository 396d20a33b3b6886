import { useStore } from "zustand";
import { ranksOf } from "../../../shared/deployment-look.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { openInEditor } from "../../actions/editor-actions.ts";
import { environmentsStore, readEnvironments } from "../../state/environments.ts";
import type { RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Prose } from "../../ui/prose.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { EnvironmentCards } from "./cards/environment-cards.tsx";
import { DeploymentHistory } from "./deployment-history.tsx";
import styles from "./environments.module.css";
import { NoEnvironments } from "./no-environments.tsx";
import { WhatIsWhere } from "./what-is-where.tsx";

/** What the Environments screen needs from around it. */
export interface EnvironmentsProps {
  projectId: ProjectId;
  /** Which environment the history is narrowed to, and whose pending commits are open, as they stand in the address. */
  query: RouteQuery;
}

/** What is where, what may go where next, and what went where before. */
export function Environments({ projectId, query }: EnvironmentsProps) {
  const { environments, problem, failure } = useStore(environmentsStore);
  const hasAny = environments !== null && environments.length > 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Environments</h1>
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => void readEnvironments()}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {problem !== null && (
        <div className={styles.note}>
          <Banner
            kind="problem"
            actions={<Button onClick={() => void openInEditor(projectId, { path: "millrace.yml" })}>Open millrace.yml</Button>}
          >
            <Prose text={problem} />
          </Banner>
        </div>
      )}
      {environments === null && failure === null && <ScreenSkeleton />}
      {environments !== null && !hasAny && problem === null && <NoEnvironments projectId={projectId} />}
      {hasAny && (
        <>
          <EnvironmentCards projectId={projectId} ranks={ranksOf(environments)} pendingOf={query.pending ?? null} />
          <div className={styles.below}>
            <WhatIsWhere projectId={projectId} environments={ranksOf(environments).flat()} />
            <DeploymentHistory projectId={projectId} environments={environments} environment={query.environment ?? ""} />
          </div>
        </>
      )}
    </div>
  );
}

function ScreenSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Reading the environments">
        <div className={styles.skeleton}>
          <Skeleton height="196px" radius="10px" />
          <Skeleton height="196px" radius="10px" />
          <Skeleton height="196px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}
