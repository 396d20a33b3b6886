import { memo } from "react";
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
import { RowTable, TableRow } from "../../ui/row-table.tsx";
import { StatusIcon } from "../../ui/status-icon.tsx";
import { StepBadge } from "./effects.tsx";
import styles from "./release-table.module.css";

const columns = ["Version", "Change", "Now in", "Commits", "Artifacts", "By", "Age"];

/** Releases as rows, the newest first. */
export function ReleaseTable({ projectId, openId }: { projectId: ProjectId; openId: ReleaseId | null }) {
  const now = useStore(nowStore, (state) => state.now);
  const releases = useStore(releasesStore, (state) => state.releases ?? none);
  const hasMore = useStore(releasesStore, (state) => state.next !== null);
  return (
    <RowTable
      label="Releases"
      className={styles.table}
      columns={columns}
      rows={releases}
      rowPx={44}
      hasMore={hasMore}
      rowsAhead={60}
      onEnd={readMore}
      onMove={moveFocus}
    >
      {(release, top) => (
        <Row key={release.id} projectId={projectId} release={release} now={now} top={top} isOpen={release.id === openId} />
      )}
    </RowTable>
  );
}

const none: readonly Release[] = [];

function readMore(): void {
  void readMoreReleases();
}

interface RowProps {
  projectId: ProjectId;
  release: Release;
  now: number;
  top: number;
  isOpen: boolean;
}

const Row = memo(function Row({ projectId, release, now, top, isOpen }: RowProps) {
  const { id, version, kind, subject, environments, commitCount, artifactCount, artifactBytes, person, bump, state, previousVersion } =
    release;
  return (
    <TableRow top={top} isOpen={isOpen}>
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
            <StepBadge bump={bump} isFirst={previousVersion === null} /> {commitCount}
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
    </TableRow>
  );
});
