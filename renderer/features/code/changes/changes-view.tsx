import { GitCommitHorizontal } from "lucide-react";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { CodeStatus } from "../../../../shared/contract/code/changes.ts";
import type { ProjectId } from "../../../../shared/ids.ts";
import { preferencesStore, setPanelSize } from "../../../state/preferences.ts";
import { changeQuery, type RouteQuery } from "../../../state/route.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Splitter } from "../../../ui/splitter.tsx";
import styles from "./changes-view.module.css";
import { CommitBox } from "./commit-box.tsx";
import { ConflictPane } from "./conflict-pane.tsx";
import { chosenEntry, listRows } from "./file-entries.ts";
import { FileList } from "./file-list.tsx";
import { WorkingDiff } from "./working-diff.tsx";

const defaultListPx = 300;

/** The files that differ, what will be committed, and how the chosen file differs. */
export function ChangesView({ projectId, status, query }: { projectId: ProjectId; status: CodeStatus; query: RouteQuery }) {
  const listPx = useStore(preferencesStore, (state) => state.panelSizes["code.files"] ?? defaultListPx);
  const rows = useMemo(() => listRows(status.files), [status.files]);
  const chosen = chosenEntry(rows, query.file, query.side);
  return (
    <div className={styles.body}>
      <div className={styles.side} style={{ width: listPx }}>
        <FileList
          projectId={projectId}
          rows={rows}
          chosen={chosen}
          hidden={status.fileCount - status.files.length}
          onChoose={({ side, file }) => changeQuery({ file: file.path, side })}
        />
        <CommitBox projectId={projectId} status={status} />
      </div>
      <Splitter
        label="Width of the list of files"
        orientation="vertical"
        size={listPx}
        min={220}
        max={560}
        panel="before"
        defaultSize={defaultListPx}
        onResize={(size) => setPanelSize("code.files", size)}
      />
      <div className={styles.main}>
        {chosen === null ? (
          <EmptyState drawing={<GitCommitHorizontal size={40} strokeWidth={1.25} aria-hidden="true" />} title="Nothing has changed">
            {status.commit === null
              ? "There is no commit yet. New files show here as soon as they are saved."
              : "The folder is as its last commit has it. Changed files show here as soon as they are saved."}
          </EmptyState>
        ) : chosen.side === "conflict" ? (
          <ConflictPane key={chosen.file.path} projectId={projectId} file={chosen.file} />
        ) : (
          <WorkingDiff key={`${chosen.side} ${chosen.file.path}`} projectId={projectId} entry={chosen} />
        )}
      </div>
    </div>
  );
}
