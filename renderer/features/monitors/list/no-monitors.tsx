import { Copy, FileCode } from "lucide-react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../../shared/ids.ts";
import { copyText, openInEditor } from "../../../actions/editor-actions.ts";
import { saveAsFile } from "../../../actions/project-actions.ts";
import { pipelineStore } from "../../../state/pipeline.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import styles from "../../../ui/list-view.module.css";
import { SnippetSheet } from "../../../ui/snippet-sheet.tsx";
import { monitorSnippet } from "../monitor-snippet.ts";

/** What a monitor is, and the lines that make one. */
export function NoMonitors({ projectId }: { projectId: ProjectId }) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  const snippet = monitorSnippet(origin === "none");
  return (
    <EmptyState
      drawing={<PulseDrawing />}
      title="Nothing is watched yet"
      actions={
        <>
          {origin === "detected" && (
            <Button kind="primary" onClick={() => void saveAsFile(projectId)}>
              Save as millrace.yml
            </Button>
          )}
          {(origin === "file" || origin === "invalid") && (
            <Button kind="primary" onClick={() => void openInEditor(projectId, { path: "millrace.yml" })}>
              <FileCode size={14} strokeWidth={2} aria-hidden="true" />
              Open millrace.yml
            </Button>
          )}
        </>
      }
    >
      <p>
        A monitor looks at something on a schedule: a page, a port, a certificate, a name, a process, a disk, a log. Add lines such as
        these, and this screen shows how it is, how fast it answers, and when it was not there.
      </p>
      <SnippetSheet
        name="millrace.yml"
        text={snippet}
        className={styles.sheet}
        actions={
          <Button kind="quiet" size="small" onClick={() => void copyText(snippet, "the lines")}>
            <Copy size={14} strokeWidth={2} aria-hidden="true" />
            Copy
          </Button>
        }
      />
    </EmptyState>
  );
}

/** A small drawing: a pulse over time. */
function PulseDrawing() {
  return (
    <svg
      width="168"
      height="96"
      viewBox="0 0 168 96"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M14 82h140M14 14v68" stroke="var(--line-strong)" />
      <path d="M22 58h22l8-26 14 42 12-30 7 14h22l8-8 8 8h24" />
      <circle cx="115" cy="50" r="4" fill="var(--bg)" />
    </svg>
  );
}
