import { Copy, FileCode } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { copyText, openInEditor } from "../../actions/editor-actions.ts";
import { saveAsFile } from "../../actions/project-actions.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import styles from "../../ui/list-view.module.css";
import { SnippetSheet } from "../../ui/snippet-sheet.tsx";

interface NothingInFileProps {
  projectId: ProjectId;
  title: string;
  drawing: ReactNode;
  /** The lines that would be something, in a file of their own or in one that is there. */
  snippetOf: (isWholeFile: boolean) => string;
  /** What it is, and what it is good for. */
  children: ReactNode;
}

/** What stands where the file names nothing of a kind: what it would be, and the lines that make one. */
export function NothingInFile({ projectId, title, drawing, snippetOf, children }: NothingInFileProps) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  const snippet = snippetOf(origin === "none");
  return (
    <EmptyState
      drawing={drawing}
      title={title}
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
      <p>{children}</p>
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
