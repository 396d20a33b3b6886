import { Tag } from "lucide-react";
import { useCallback, useEffect } from "react";
import { useStore } from "zustand";
import { idPatterns, type ProjectId, type ReleaseId } from "../../../shared/ids.ts";
import { planRelease } from "../../actions/release-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { preferencesStore, setPanelSize } from "../../state/preferences.ts";
import { openRelease, readReleases, releasesStore } from "../../state/releases.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { BesidePanel } from "../../ui/beside-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { NoReleases } from "./no-releases.tsx";
import { NewRelease } from "./plan/new-release.tsx";
import { ReleaseDetailPane } from "./release-detail.tsx";
import { ReleaseTable } from "./release-table.tsx";
import styles from "./releases.module.css";
import { releasesTable } from "./releases-table.ts";

/** What the Releases screen needs from around it. */
export interface ReleasesProps {
  projectId: ProjectId;
  /** Whether the next release is planned, and which one is open, as they stand in the address. */
  query: RouteQuery;
}

const panel = "releases.detail";

/** The releases of a project, or the plan of the next one. */
export function Releases({ projectId, query }: ReleasesProps) {
  if (query.view === "new") return <NewRelease projectId={projectId} />;
  return <ReleaseScreen projectId={projectId} query={query} />;
}

function ReleaseScreen({ projectId, query }: ReleasesProps) {
  const { releases, failure } = useStore(releasesStore);
  const openId = query.release !== undefined && idPatterns.release.test(query.release) ? (query.release as ReleaseId) : null;
  useEffect(() => openRelease(openId), [openId]);
  const isEmpty = releases !== null && releases.length === 0;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Releases</h1>
        {!isEmpty && (
          <Button className={styles.plan} onClick={() => planRelease(projectId)}>
            <Tag size={14} strokeWidth={2} aria-hidden="true" />
            New release
          </Button>
        )}
        {releases !== null && !isEmpty && (
          <ExportMenu what="the releases" onSave={(format) => void saveTable(format, releasesTable(projectId))} />
        )}
      </header>
      {failure !== null && (
        <div className={styles.note}>
          <Banner kind="problem" actions={<Button onClick={() => void readReleases()}>Try again</Button>}>
            {failure.message} {failure.hint}
          </Banner>
        </div>
      )}
      {releases === null && failure === null && <ListSkeleton />}
      {isEmpty && <NoReleases projectId={projectId} />}
      {releases !== null && !isEmpty && <ListAndDetail projectId={projectId} openId={openId} />}
    </div>
  );
}

function ListAndDetail({ projectId, openId }: { projectId: ProjectId; openId: ReleaseId | null }) {
  const size = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? null);
  const close = useCallback(() => {
    changeQuery({ release: "" });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-release-id="${openId}"]`)?.focus({ preventScroll: true }));
  }, [openId]);
  return (
    <BesidePanel
      label="Width of the release"
      {...{ size, defaultPx: 520, leastPx: 340, leastOtherPx: 320 }}
      onResize={(px) => setPanelSize(panel, px)}
      detail={openId !== null && <ReleaseDetailPane key={openId} onClose={close} />}
    >
      <ReleaseTable projectId={projectId} openId={openId} />
    </BesidePanel>
  );
}

function ListSkeleton() {
  return (
    <div className={styles.note}>
      <Loading label="Reading the releases">
        <div className={styles.skeleton}>
          {Array.from({ length: 10 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
            <Skeleton key={index} height="28px" />
          ))}
        </div>
      </Loading>
    </div>
  );
}
