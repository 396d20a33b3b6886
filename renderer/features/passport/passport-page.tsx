import { useEffect } from "react";
import { useStore } from "zustand";
import type { Passport } from "../../../shared/contract/passports.ts";
import type { ProjectId } from "../../../shared/ids.ts";
import { nowStore } from "../../state/now.ts";
import { followPassport, passportStore, readPassport } from "../../state/passport.ts";
import { screenAddress } from "../../state/route.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { MillWheel } from "../../ui/mill-wheel.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Prose } from "../../ui/prose.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { PassportHead } from "./passport-head.tsx";
import styles from "./passport-page.module.css";
import { BuildPart, CodePart, PlanPart, TestPart } from "./phases-of-making.tsx";
import { DeployPart, MonitorPart, OperatePart, ReleasePart } from "./phases-of-serving.tsx";

/** One commit through all eight phases. */
export function PassportPage({ projectId, commit }: { projectId: ProjectId; commit: string }) {
  useEffect(() => followPassport(projectId, commit), [projectId, commit]);
  const { asked, passport, failure } = useStore(passportStore);
  const isOurs = asked?.revision === commit;
  if (isOurs && passport !== null) return <Loaded projectId={projectId} passport={passport} />;
  if (!isOurs || failure === null) return <PageSkeleton />;
  const isGone = failure.code === "CODE_IMPOSSIBLE";
  return (
    <EmptyState
      isPage
      drawing={<MillWheel size={48} />}
      title={isGone ? "There is no such commit here" : "The passport could not be read"}
      actions={
        <>
          <Button onClick={() => void readPassport()}>Try again</Button>
          <a className={styles.back} href={screenAddress(projectId, "code", { view: "history" })}>
            All commits
          </a>
        </>
      }
    >
      <Prose text={`${failure.message} ${failure.hint}`} />
    </EmptyState>
  );
}

function Loaded({ projectId, passport }: { projectId: ProjectId; passport: Passport }) {
  const now = useStore(nowStore, (state) => state.now);
  const shown = { projectId, passport, now };
  return (
    <ScrollArea label="Passport of the commit" className={styles.area}>
      <div className={styles.page}>
        <PassportHead {...shown} />
        {passport.notes.length > 0 && <Notice items={passport.notes}>Not all of it could be told.</Notice>}
        <ol aria-label="The eight phases" className={styles.phases}>
          <PlanPart {...shown} />
          <CodePart {...shown} />
          <BuildPart {...shown} />
          <TestPart {...shown} />
          <ReleasePart {...shown} />
          <DeployPart {...shown} />
          <OperatePart {...shown} />
          <MonitorPart {...shown} />
        </ol>
      </div>
    </ScrollArea>
  );
}

function PageSkeleton() {
  return (
    <div className={styles.page}>
      <Loading label="Reading the passport">
        <div className={styles.skeleton}>
          <Skeleton width="420px" height="28px" />
          <Skeleton width="280px" height="16px" />
          <Skeleton height="360px" radius="10px" />
        </div>
      </Loading>
    </div>
  );
}
