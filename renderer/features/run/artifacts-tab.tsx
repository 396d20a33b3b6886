import { Copy, FolderOpen, Package } from "lucide-react";
import type { Artifact, Run } from "../../../shared/contract/schemas.ts";
import { removalWords } from "../../../shared/removal-words.ts";
import { isTerminal } from "../../../shared/status.ts";
import { formatBytes } from "../../../shared/time.ts";
import { visible } from "../../../shared/visible.ts";
import { copyText, reveal } from "../../actions/editor-actions.ts";
import { saveTable } from "../../actions/save-table.ts";
import { Banner } from "../../ui/banner.tsx";
import { IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { ScrollArea } from "../../ui/scroll-area.tsx";
import { Loading, Skeleton } from "../../ui/skeleton.tsx";
import styles from "./artifacts-tab.module.css";
import { artifactsTable } from "./artifacts-table.ts";
import type { ArtifactsState } from "./use-artifacts.ts";

/** The files that a run's stages kept. */
export function ArtifactsTab({ run, state }: { run: Run; state: ArtifactsState }) {
  const { artifacts, failure } = state;
  if (artifacts === null) {
    if (failure !== null) {
      return (
        <div className={styles.note}>
          <Banner kind="problem">
            {failure.message} {failure.hint}
          </Banner>
        </div>
      );
    }
    return (
      <div className={styles.note}>
        <Loading label="Reading the artifacts">
          <Skeleton height="120px" />
        </Loading>
      </div>
    );
  }
  const isOver = isTerminal(run.status);
  if (artifacts.length === 0) {
    return (
      <EmptyState
        drawing={<Package size={40} strokeWidth={1.25} aria-hidden="true" />}
        title={isOver ? "Nothing was kept" : "Nothing kept so far"}
      >
        Name files under <code>artifacts</code> of a stage in <code>millrace.yml</code>, and each run keeps its own copy with a SHA-256.
      </EmptyState>
    );
  }
  return (
    <ScrollArea label="Artifacts" className={styles.area}>
      {run.artifactsRemoved !== null && (
        <div className={styles.removed}>
          <Banner kind="note">
            {removalWords("The artifacts", run.artifactsRemoved)} Their names, sizes and sums stay. A pinned run keeps its files.
          </Banner>
        </div>
      )}
      <table className={styles.table}>
        <thead>
          <tr>
            <th>File</th>
            <th>Stage</th>
            <th className={styles.number}>Size</th>
            <th>SHA-256</th>
            <th className={styles.save}>
              <span className="visually-hidden">Actions</span>
              <ExportMenu
                what="the artifacts"
                size="small"
                onSave={(format) => void saveTable(format, artifactsTable(run.number, artifacts))}
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {artifacts.map((artifact) => (
            <ArtifactRow key={`${artifact.stageRunId} ${artifact.path}`} run={run} artifact={artifact} />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function ArtifactRow({ run, artifact }: { run: Run; artifact: Artifact }) {
  const { path, stage, bytes, sha256 } = artifact;
  const shown = visible(path);
  const slash = shown.lastIndexOf("/") + 1;
  return (
    <tr>
      <td className={styles.file}>
        <span className={styles.folder}>{shown.slice(0, slash)}</span>
        {shown.slice(slash)}
      </td>
      <td>{stage}</td>
      <td className={styles.number}>{formatBytes(bytes)}</td>
      <td className={styles.hash}>
        <code title={sha256}>
          {sha256.slice(0, 12)}…{sha256.slice(-4)}
        </code>
      </td>
      <td className={styles.actions}>
        <IconButton size="small" label={`Copy the SHA-256 of ${path}`} onClick={() => void copyText(sha256, "the SHA-256")}>
          <Copy size={14} strokeWidth={2} aria-hidden="true" />
        </IconButton>
        {run.artifactsRemoved === null && (
          <IconButton size="small" label={`Show ${path} in its folder`} onClick={() => void reveal(run.projectId, artifact)}>
            <FolderOpen size={14} strokeWidth={2} aria-hidden="true" />
          </IconButton>
        )}
      </td>
    </tr>
  );
}
