import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { Release } from "../../../shared/contract/releases.ts";
import type { ProjectId, ReleaseId } from "../../../shared/ids.ts";
import { lookOfRelease, releaseWord } from "../../../shared/release-look.ts";
import { formatBytes } from "../../../shared/time.ts";
import { moveFocus } from "../../actions/list-keys.ts";
import { nowStore } from "../../state/now.ts";
import { readMoreReleases, releasesStore } from "../../state/releases.ts";
import { changeQuery, releaseAddress } from "../../state/route.ts";
import { Age } from "../../ui/age.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { BumpBadge } from "./effects.tsx";
import styles from "./release-table.module.css";

const rowPx = 44;
const rowsAhead = 60;
const columns = ["Version", "Change", "Now in", "Commits", "Artifacts", "By", "Age"];

/** Releases as rows, the newest first; as many as are in sight are drawn. */
export function ReleaseTable({ projectId, openId }: { projectId: ProjectId; openId: ReleaseId | null }) {
  const scrollerRef = useRef<HTMLTableSectionElement>(null);
  const now = useStore(nowStore, (state) => state.now);
  const releases = useStore(releasesStore, (state) => state.releases ?? none);
  const hasMore = useStore(releasesStore, (state) => state.next !== null);
  const virtual = useVirtualizer({
    count: releases.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= releases.length - rowsAhead) void readMoreReleases();
  }, [last, releases.length, hasMore]);
  return (
    <table aria-label="Releases" aria-rowcount={hasMore ? -1 : releases.length + 1} className={styles.table}>
      <thead>
        <tr className={styles.columns}>
          {columns.map((name) => (
            <th key={name} scope="col" data-name={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        ref={scrollerRef}
        className={styles.scroller}
        style={{ "--space": `${virtual.getTotalSize()}px` } as CSSProperties}
        onKeyDown={onKeyDown}
      >
        {items.map(({ index, start }) => {
          const release = releases[index];
          if (release === undefined) return null;
          return <Row key={release.id} projectId={projectId} release={release} now={now} top={start} isOpen={release.id === openId} />;
        })}
      </tbody>
    </table>
  );
}

const none: readonly Release[] = [];

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  moveFocus(event.key === "ArrowDown" ? 1 : -1);
}

interface RowProps {
  projectId: ProjectId;
  release: Release;
  now: number;
  top: number;
  isOpen: boolean;
}

const Row = memo(function Row({ projectId, release, now, top, isOpen }: RowProps) {
  const { id, version, kind, subject, environments, commitCount, artifactCount, artifactBytes, person, bump, state } = release;
  return (
    <tr className={styles.row} style={{ transform: `translateY(${top}px)` }} data-open={isOpen ? "" : undefined}>
      <td className={styles.version}>
        <StatusIcon status={lookOfRelease(release)} size={16} />
        <span className={styles.name}>
          <a
            className={styles.link}
            href={releaseAddress(projectId, id)}
            data-item=""
            data-release-id={id}
            aria-current={isOpen ? "true" : undefined}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              changeQuery({ release: id });
            }}
          >
            {version}
          </a>
          <span className={styles.state} data-state={state}>
            {state === "released" && kind !== "release" ? kind : releaseWord(release)}
          </span>
        </span>
      </td>
      <td className={styles.subject} title={subject}>
        {subject}
      </td>
      <td className={styles.where}>
        {environments.map((name) => (
          <span key={name} className={styles.chip}>
            {name}
          </span>
        ))}
      </td>
      <td className={styles.commits} data-detail="">
        {kind === "snapshot" ? null : (
          <>
            <BumpBadge bump={bump} /> {commitCount}
          </>
        )}
      </td>
      <td className={styles.number} data-detail="">
        {artifactCount === 0 ? "none" : `${artifactCount}, ${formatBytes(artifactBytes)}`}
      </td>
      <td className={styles.person} data-detail="">
        {person}
      </td>
      <td className={styles.age}>
        <Age at={release.releasedAt ?? release.createdAt} now={now} />
      </td>
    </tr>
  );
});
