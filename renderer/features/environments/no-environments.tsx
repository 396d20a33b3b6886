import { Copy, FileCode } from "lucide-react";
import { useStore } from "zustand";
import type { ProjectId } from "../../../shared/ids.ts";
import { copyText, openInEditor } from "../../actions/editor-actions.ts";
import { saveAsFile } from "../../actions/project-actions.ts";
import { pipelineStore } from "../../state/pipeline.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SnippetSheet } from "../../ui/snippet-sheet.tsx";
import { environmentSnippet } from "./environment-snippet.ts";
import styles from "./no-environments.module.css";

/** What an environment is, and the lines that make one. */
export function NoEnvironments({ projectId }: { projectId: ProjectId }) {
  const origin = useStore(pipelineStore, (state) => state.pipeline?.origin ?? "none");
  const snippet = environmentSnippet(origin === "none");
  return (
    <EmptyState
      drawing={<StepsDrawing />}
      title="Nowhere to deploy yet"
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
        An environment is a place that a release goes to: a folder here, one on a host over SSH, or commands of your own. Add lines such as
        these, and this screen shows what is where.
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

/** A small drawing: three places, each a step above the other, and what goes from one to the next. */
function StepsDrawing() {
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
      <g stroke="var(--line-strong)">
        <rect x="12" y="58" width="42" height="24" rx="5" />
        <rect x="64" y="38" width="42" height="44" rx="5" />
        <path d="M126 32h22M126 42h14" />
      </g>
      <rect x="116" y="18" width="42" height="64" rx="5" />
      <path d="M33 50c2-14 14-22 28-22m0 0l-5-4m5 4l-5 4M86 30c3-10 12-16 26-16m0 0l-5-4m5 4l-5 4" />
    </svg>
  );
}
