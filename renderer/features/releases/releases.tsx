import { Tag } from "lucide-react";
import { useCallback, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { idPatterns, type ProjectId, type ReleaseId } from "../../../shared/ids.ts";
import { planRelease } from "../../actions/release-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { preferencesStore, setPanelSize } from "../../state/preferences.ts";
import { openRelease, readReleases, releasesStore } from "../../state/releases.ts";
import { changeQuery, type RouteQuery } from "../../state/route.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import { Splitter } from "../../ui/splitter.tsx";
import { useElementSize } from "../../ui/use-element-size.ts";
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
const defaultPx = 520;
const leastPx = 340;
const leastListPx = 320;

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
  const bodyRef = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(bodyRef);
  const size = useStore(preferencesStore, (state) => state.panelSizes[panel] ?? Math.min(defaultPx, Math.round(width / 2)));
  const most = Math.max(leastPx, width - leastListPx);
  // Too narrow for both: the release takes the list's place until it is closed.
  const isAlone = openId !== null && width > 0 && width < leastPx + leastListPx;
  const close = useCallback(() => {
    changeQuery({ release: "" });
    requestAnimationFrame(() =>
      bodyRef.current?.querySelector<HTMLElement>(`[data-release-id="${openId}"]`)?.focus({ preventScroll: true }),
    );
  }, [openId]);
  return (
    <div ref={bodyRef} className={styles.body}>
      {!isAlone && (
        <div className={styles.list}>
          <ReleaseTable projectId={projectId} openId={openId} />
        </div>
      )}
      {openId !== null && !isAlone && (
        <Splitter
          label="Width of the release"
          orientation="vertical"
          size={Math.min(size, most)}
          min={leastPx}
          max={most}
          panel="after"
          defaultSize={defaultPx}
          onResize={(px) => setPanelSize(panel, px)}
        />
      )}
      {openId !== null && (
        <div className={styles.detail} style={isAlone ? { flex: 1 } : { width: Math.min(size, most) }}>
          <ReleaseDetailPane key={openId} onClose={close} />
        </div>
      )}
    </div>
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
